/**
 * Ping-pong: the first actor system of Stateright's tests (src/actor/actor_test_util.rs, src/actor/model.rs). Two actors
 * return a counter to each other.
 *
 * With counters of at most 1 on a lossy duplicating network: 14 distinct states, 21 generated, depth 6. With 5: 4,094,
 * 21,505, 22. Without losses, whatever the network: 11, 11, 11.
 */
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { ActorNetworkDefinition, NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import { stateCell } from '../../sim/process/actor-network/outcome.js';
import type { Reader } from '../../sim/step/step.js';
import type { Classic } from './classic.js';

export interface PingPongParameters {
  readonly max: number;
  readonly network: ActorNetworkDefinition['network'];
  readonly lossy: boolean;
}

const NAMES = ['pinger', 'ponger'] as const;

export function pingPong({ max, network, lossy }: PingPongParameters): Classic {
  const player = (other: string, serves: boolean): NetworkActor<{ counter: number }> => ({
    start(commands) {
      if (serves) commands.send(other, { type: 'ping', value: 0 });
      return { counter: 0 };
    },
    receive(self, from, { type, value }, commands) {
      if (value !== self.counter) return;
      commands.send(from, type === 'ping' ? { type: 'pong', value } : { type: 'ping', value: value + 1 });
      self.counter = value + 1;
    },
  });
  const counters = (world: Reader): number[] => NAMES.map((name) => world.get(stateCell(name, 'counter')) as number);
  return {
    model: actorNetwork({ name: 'ping-pong', network, lossy, actors: { pinger: player('ponger', true), ponger: player('pinger', false) } }),
    invariants: [{
      name: 'counters agree', when: 'always', source: 'delta within 1 in actor_test_util.rs', antecedent: 'a ping arrived',
      sentence: 'the two counters differ by at most one',
      check: (world) => {
        const [first, second] = counters(world) as [number, number];
        return {
          tested: first + second > 0,
          broken: Math.abs(first - second) <= 1 ? null : { evidence: `${first} and ${second}`, blame: stateCell('pinger', 'counter') },
        };
      },
    }],
    examples: [{ name: 'max reached', sentence: `a counter is ${max}`, holds: (world) => counters(world).includes(max) }],
    boundary: (world) => counters(world).every((counter) => counter <= max),
  };
}
