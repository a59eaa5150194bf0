/**
 * The unit models of Stateright's actor network (src/actor/model.rs): what a delivery, a drop, a timer, a choice and a crash
 * are, each in the fewest states that show it. Their counts stand in published-actors.ts.
 */
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { ActorNetworkDefinition, AnyNetworkActor, NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import { stateCell } from '../../sim/process/actor-network/outcome.js';
import type { Reader } from '../../sim/step/step.js';
import type { Classic } from './classic.js';

type Network = ActorNetworkDefinition['network'];

function unit(definition: Omit<ActorNetworkDefinition, 'name'>, boundary?: (world: Reader) => boolean): Classic {
  return { model: actorNetwork({ name: 'unit', ...definition }), invariants: [], examples: [], ...(boundary === undefined ? {} : { boundary }) };
}

function sender(...messages: readonly string[]): AnyNetworkActor {
  return {
    start(commands) {
      for (const message of messages) commands.send('receiver', { type: message });
      return {};
    },
  };
}

const idle: NetworkActor<Record<string, never>> = { start: () => ({}) };

/** The receiver ignores the first of two messages. */
export function ignoredMessage(network: Network): Classic {
  const receiver: NetworkActor<{ interested: boolean }> = {
    start: () => ({ interested: false }),
    receive(self, _from, { type }) {
      if (type === 'interesting') self.interested = true;
    },
  };
  return unit({ network, actors: { sender: sender('ignored', 'interesting'), receiver } });
}

/** There is no receiver. */
export function undeliverableMessage(): Classic {
  return unit({ network: 'unordered', actors: { sender: sender('lost for ever') } });
}

/** The receiver logs two messages, which were sent as 2 and 1. */
export function twoMessages(network: Network): Classic {
  const receiver: NetworkActor<{ log: readonly string[] }> = {
    start: () => ({ log: [] }),
    receive(self, _from, { type }) {
      self.log = [...self.log, type];
    },
  };
  return unit({ network, actors: { sender: sender('2', '1'), receiver } });
}

/** The receiver counts two equal messages. */
export function sameMessageTwice(network: Network, lossy: boolean): Classic {
  const receiver: NetworkActor<{ count: number }> = {
    start: () => ({ count: 0 }),
    receive(self) {
      self.count += 1;
    },
  };
  return unit({ network, lossy, actors: { sender: sender('', ''), receiver } },
    (world) => (world.get(stateCell('receiver', 'count')) as number) < 4);
}

/** A timer that is not armed again. */
export function timerOnce(): Classic {
  const actor: NetworkActor<Record<string, never>> = {
    start(commands) {
      commands.setTimer('once');
      return {};
    },
  };
  return unit({ network: 'unordered', timers: ['once'], actors: { actor } });
}

/** One of three is chosen. */
export function choiceOfThree(): Classic {
  const actor: NetworkActor<{ chosen: string }> = {
    start(commands) {
      commands.choose('key', ['a', 'b', 'c']);
      return { chosen: 'none' };
    },
    chosen(self, _key, option) {
      self.chosen = option as string;
    },
  };
  return unit({ network: 'unordered', actors: { actor } });
}

/** The outcome of one choice overwrites another one that was not made yet. */
export function overwrittenChoice(): Classic {
  const actor: NetworkActor<{ log: readonly number[] }> = {
    start(commands) {
      commands.choose('k1', [1]);
      commands.choose('k2', [2, 3]);
      return { log: [] };
    },
    chosen(self, _key, option, commands) {
      self.log = [...self.log, option as number];
      if (option === 1) commands.choose('k2', [3]);
    },
  };
  return unit({ network: 'unordered', actors: { actor } });
}

/** Three actors that do nothing, of whom at most so many are down at a time. */
export function crashes(crashesMax: number): Classic {
  return unit({ network: 'unordered', crashesMax, actors: { a: idle, b: idle, c: idle } });
}
