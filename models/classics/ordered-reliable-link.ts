/**
 * A link that delivers in order and once, over a network that loses and duplicates: `ordered_reliable_link.rs` of Stateright,
 * after "perfect links" of Cachin, Guerraoui and Rodrigues, Introduction to Reliable and Secure Distributed Programming (2011).
 *
 * It wraps an actor: its messages are numbered, sent again with every tick of a timer until they are acknowledged, and
 * delivered unless a later one was delivered before (then it is acknowledged all the same, and lost).
 *
 * 356 distinct states (1,446 generated, depth 11) with fewer than 4 envelopes on the network; 140 when a state does not tell
 * which of them was delivered last.
 */
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { ActorCommands, Message, NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import { NETWORK_SIZE } from '../../sim/process/actor-network/network.js';
import { stateCell } from '../../sim/process/actor-network/outcome.js';
import type { Reader } from '../../sim/step/step.js';
import type { Classic } from './classic.js';

type Pending = { readonly [sequence: string]: { readonly to: string; readonly message: Message } };

type LinkState = { next: number; pending: Pending; last: { readonly [from: string]: number }; received: readonly number[] };

/** The wrapped actor: sends numbers when it starts, and logs what it receives. */
interface Inner {
  readonly sends: readonly { readonly to: string; readonly value: number }[];
}

const TICK = 'tick';

function link({ sends }: Inner): NetworkActor<LinkState> {
  const save = (self: Pick<LinkState, 'next' | 'pending' | 'last'>, commands: ActorCommands): void =>
    commands.save({ next: self.next, pending: self.pending, last: self.last });
  return {
    start(commands, storage) {
      commands.setTimer(TICK);
      const kept = storage as Pick<LinkState, 'next' | 'pending' | 'last'> | null;
      if (kept !== null) return { ...kept, received: [] };
      const pending: Record<string, Pending[string]> = {};
      sends.forEach(({ to, value }, nth) => {
        const message = { type: 'deliver', sequence: nth + 1, value };
        pending[nth + 1] = { to, message };
        commands.send(to, message);
      });
      const state: LinkState = { next: sends.length + 1, pending, last: {}, received: [] };
      save(state, commands);
      return state;
    },
    receive(self, from, message, commands) {
      const sequence = message['sequence'] as number;
      if (message.type === 'acknowledge') {
        const { [sequence]: _acknowledged, ...rest } = self.pending;
        self.pending = rest;
      } else {
        commands.send(from, { type: 'acknowledge', sequence });
        if (sequence <= (self.last[from] ?? 0)) return;
        self.received = [...self.received, message['value'] as number];
        self.last = { ...self.last, [from]: sequence };
      }
      save(self, commands);
    },
    timeout(self, _timer, commands) {
      commands.setTimer(TICK);
      for (const { to, message } of Object.values(self.pending)) commands.send(to, message);
    },
  };
}

const VALUES = [42, 43];
const ENVELOPES_BELOW = 4;

/** `lastDelivered`: whether which envelope came last is part of the state. */
export function orderedReliableLink(lastDelivered: 'kept' | 'forgotten' = 'kept'): Classic {
  const received = (world: Reader): readonly number[] => world.get(stateCell('receiver', 'received')) as readonly number[];
  return {
    model: actorNetwork({
      name: 'ordered reliable link', network: 'duplicating', lastDelivered, lossy: true, timers: [TICK],
      actors: { sender: link({ sends: VALUES.map((value) => ({ to: 'receiver', value })) }), receiver: link({ sends: [] }) },
    }),
    invariants: [{
      name: 'once and in order', when: 'always', source: 'ordered_reliable_link.rs', antecedent: 'something was received',
      sentence: 'nothing is received twice, or after what was sent later',
      check: (world) => {
        const log = received(world);
        return {
          tested: log.length > 0,
          broken: log.every((value, nth) => nth === 0 || value > log[nth - 1]!) ? null
            : { evidence: `received ${log.join(', ')}`, blame: stateCell('receiver', 'received') },
        };
      },
    }],
    examples: [{ name: 'all received', sentence: 'everything that was sent is received', holds: (world) => received(world).length === VALUES.length }],
    boundary: (world) => ((world.get(NETWORK_SIZE) as number | null) ?? 0) < ENVELOPES_BELOW,
  };
}
