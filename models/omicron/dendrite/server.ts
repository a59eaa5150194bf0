/**
 * Dendrite: the NAT entries of the boundary switches, as one process. Its entries are lost when it restarts, as dpd's are.
 */
import { actor } from '../../../sim/process/actor.js';
import type { ProcessKind } from '../../../sim/process/model.js';

interface Dendrite {
  /** The sled of each instance that has an entry. */
  nat: Readonly<Record<string, string>>;
}

export const dendrite: ProcessKind = actor<Dendrite>({
  kind: 'dendrite',
  restartAfter: 'restart dendrite',
  initial: () => ({ nat: {} }),
  on: {
    nat_ensure(self, body: { instanceId: string; host: string }, context) {
      self.nat = { ...self.nat, [body.instanceId]: body.host };
      context.reply({ ok: null });
    },
    nat_delete(self, body: { instanceId: string }, context) {
      const { [body.instanceId]: _gone, ...rest } = self.nat;
      self.nat = rest;
      context.reply({ ok: null });
    },
  },
});
