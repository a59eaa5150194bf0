/**
 * Two-phase commit as actors on a network: the same protocol as two-phase-commit.ts, with a transaction manager and resource
 * managers that send each other messages.
 *
 * On a duplicating network that forgets what it delivered last, messages are a set that only grows, as in the specification:
 * then there are exactly as many states and steps as there. On an unordered network, where a delivery takes its message, there
 * are others, for a message may be on its way to some and not to others. No published count; ours are in published-actors.ts.
 */
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { ActorNetworkDefinition, NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import { stateCell } from '../../sim/process/actor-network/outcome.js';
import type { Classic } from './classic.js';
import { consistent } from './consistent.js';

type Manager = 'working' | 'prepared' | 'committed' | 'aborted';
type Coordinator = { tm: 'init' | 'committed' | 'aborted'; heard: { readonly [rm: string]: true } };

const TM = 'tm';

function transactionManager(managers: readonly string[]): NetworkActor<Coordinator> {
  return {
    start(commands) {
      commands.choose('decision', ['abort']);
      return { tm: 'init', heard: {} };
    },
    receive(self, from, _prepared, commands) {
      if (self.tm !== 'init') return;
      self.heard = { ...self.heard, [from]: true };
      if (Object.keys(self.heard).length === managers.length) commands.choose('decision', ['abort', 'commit']);
    },
    chosen(self, _decision, option, commands) {
      self.tm = option === 'commit' ? 'committed' : 'aborted';
      for (const rm of managers) commands.send(rm, { type: option as string });
    },
  };
}

const resourceManager: NetworkActor<{ rm: Manager }> = {
  start(commands) {
    commands.choose('vote', ['prepare', 'abort']);
    return { rm: 'working' };
  },
  receive(self, _tm, { type }, commands) {
    self.rm = type === 'commit' ? 'committed' : 'aborted';
    commands.choose('vote', []);
  },
  chosen(self, _vote, option, commands) {
    self.rm = option === 'prepare' ? 'prepared' : 'aborted';
    if (option === 'prepare') commands.send(TM, { type: 'prepared' });
  },
};

export function twoPhaseCommitActors(rms: number, network: ActorNetworkDefinition['network']): Classic {
  const managers = Array.from({ length: rms }, (_, index) => `rm-${index + 1}`);
  const actors = { [TM]: transactionManager(managers), ...Object.fromEntries(managers.map((rm) => [rm, resourceManager])) };
  return {
    model: actorNetwork({ name: 'two-phase commit as actors', network, lastDelivered: 'forgotten', actors, symmetric: { 'resource managers': managers } }),
    invariants: [consistent(managers, (world) =>
      Object.fromEntries(managers.map((rm) => [rm, world.get(stateCell(rm, 'rm')) as string])), (rm) => stateCell(rm, 'rm'))],
    examples: (['committed', 'aborted'] as const).map((end) => ({
      name: `all ${end}`, symmetric: true, sentence: `every resource manager is ${end}`,
      holds: (world) => managers.every((rm) => world.get(stateCell(rm, 'rm')) === end),
    })),
  };
}
