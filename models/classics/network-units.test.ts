/**
 * The unit models of Stateright's actor network (src/actor/model.rs): what a delivery, a drop, a timer, a choice and a crash
 * are, each in the fewest states that show it. Distinct, generated, depth.
 */
import { describe, expect, test } from 'vitest';
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { ActorNetworkDefinition, AnyNetworkActor, NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import { NETWORK_SIZE } from '../../sim/process/actor-network/network.js';
import { stateCell } from '../../sim/process/actor-network/outcome.js';
import type { Reader } from '../../sim/step/step.js';
import { contentOf } from '../../sim/explore/exhaustive/path.js';
import { checked, counts } from './testing.js';

type Network = ActorNetworkDefinition['network'];

function classic(definition: Omit<ActorNetworkDefinition, 'name'>, boundary?: (world: Reader) => boolean): Parameters<typeof counts>[0] {
  return { model: actorNetwork({ name: 'unit', ...definition }), invariants: [], examples: [], ...(boundary === undefined ? {} : { boundary }) };
}

const idle: NetworkActor<Record<string, never>> = { start: () => ({}) };

function sender(...messages: readonly (string | number)[]): AnyNetworkActor {
  return {
    start(commands) {
      for (const message of messages) commands.send('receiver', { type: String(message) });
      return {};
    },
  };
}

describe('a message that its receiver ignores', () => {
  const system = (network: Network): Parameters<typeof counts>[0] => {
    const receiver: NetworkActor<{ interested: boolean }> = {
      start: () => ({ interested: false }),
      receive(self, _from, { type }) {
        if (type === 'interesting') self.interested = true;
      },
    };
    return classic({ network, actors: { sender: sender('ignored', 'interesting'), receiver } });
  };

  test('is not delivered on an unordered network, and taken on an ordered one', () => {
    expect(counts(system('duplicating'))).toEqual([2, 3, 2]);
    expect(counts(system('unordered'))).toEqual([2, 2, 2]);
    expect(counts(system('ordered'))).toEqual([3, 3, 3]);
  });
});

test('a message to nobody stays where it is', () => {
  expect(counts(classic({ network: 'unordered', actors: { sender: sender('lost for ever') } }))).toEqual([1, 1, 1]);
});

describe('two messages', () => {
  const log: NetworkActor<{ log: readonly string[] }> = {
    start: () => ({ log: [] }),
    receive(self, _from, { type }) {
      self.log = [...self.log, type];
    },
  };
  const logs = (network: Network): string[] => {
    const search = checked(classic({ network, actors: { sender: sender(2, 1), receiver: log } }));
    return Array.from({ length: search.distinct }, (_, state) =>
      JSON.stringify(contentOf(search, state).cells.find(([name]) => name[2] === 'log')?.[1])).sort();
  };

  test('arrive in either order on an unordered network, and as they were sent on an ordered one', () => {
    expect(logs('unordered')).toEqual(['["1","2"]', '["1"]', '["2","1"]', '["2"]', '[]']);
    expect(logs('ordered')).toEqual(['["2","1"]', '["2"]', '[]']);
  });
});

describe('the same message twice', () => {
  const counter: NetworkActor<{ count: number }> = {
    start: () => ({ count: 0 }),
    receive(self) {
      self.count += 1;
    },
  };
  test.each<[Network, boolean, number]>([
    ['unordered', false, 3], ['unordered', true, 6], ['ordered', false, 3], ['ordered', true, 6], ['duplicating', false, 4],
    ['duplicating', true, 8],
  ])('on an %s network, lossy: %s, has %i states', (network, lossy, distinct) => {
    const system = classic({ network, lossy, actors: { sender: sender('', ''), receiver: counter } },
      (world) => (world.get(stateCell('receiver', 'count')) as number) < 4);
    expect(counts(system)[0]).toBe(distinct);
  });
});

test('a timer that is not armed again fires once', () => {
  const actor: NetworkActor<Record<string, never>> = {
    start(commands) {
      commands.setTimer('once');
      return {};
    },
  };
  expect(counts(classic({ network: 'unordered', timers: ['once'], actors: { actor } }))).toEqual([2, 2, 2]);
});

describe('a choice', () => {
  test('of three has three ways to go', () => {
    const actor: NetworkActor<{ chosen: string }> = {
      start(commands) {
        commands.choose('key', ['a', 'b', 'c']);
        return { chosen: 'none' };
      },
      chosen(self, _key, option) {
        self.chosen = option as string;
      },
    };
    expect(counts(classic({ network: 'unordered', actors: { actor } }))).toEqual([4, 4, 2]);
  });

  test('that is made anew replaces what was left of it', () => {
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
    expect(counts(classic({ network: 'unordered', actors: { actor } }))).toEqual([9, 9, 4]);
  });
});

describe('crashes', () => {
  test.each([[1, 4], [2, 7]])('of at most %i of three idle actors at a time have %i states', (crashesMax, distinct) => {
    expect(counts(classic({ network: 'unordered', crashesMax, actors: { a: idle, b: idle, c: idle } }))[0]).toBe(distinct);
  });

  test('of one idle actor of three have seven successors in all', () => {
    expect(counts(classic({ network: 'unordered', crashesMax: 1, actors: { a: idle, b: idle, c: idle } }))).toEqual([4, 7, 2]);
  });

  test('leave what was saved, and disarm the timers', () => {
    const actor: NetworkActor<{ starts: number }> = {
      start(commands, storage) {
        const starts = ((storage as number | null) ?? 0) + 1;
        commands.save(starts);
        commands.setTimer('tick');
        return { starts };
      },
    };
    const system = classic({ network: 'unordered', crashesMax: 1, timers: ['tick'], actors: { actor } },
      (world) => (world.get(stateCell('actor', 'starts')) as number) <= 2);
    // Up and armed, up and fired, and down, once for each of the two lives.
    expect(counts(system)[0]).toBe(6);
  });
});

test('the size of a duplicating network can bound a search', () => {
  const search = checked(classic({ network: 'duplicating', lossy: true, actors: { sender: sender('a', 'b'), receiver: idle } },
    (world) => ((world.get(NETWORK_SIZE) as number | null) ?? 0) <= 2));
  expect(search.distinct).toBe(4);
});
