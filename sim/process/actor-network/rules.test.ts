/** Each rule of the network of actors, in the fewest actors that show it: distinct states, generated, depth. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contentOf } from '../../explore/exhaustive/state-content.js';
import type { Properties } from '../../explore/exhaustive/properties.js';
import { Search } from '../../explore/exhaustive/search.js';
import type { CellName } from '../../world/cell.js';
import { canonical, type Value } from '../../world/value.js';
import { actorNetwork } from './actor-network.js';
import type { ActorNetworkDefinition, AnyNetworkActor, NetworkActor } from './network-actor.js';
import { stateCell } from './outcome.js';
import { ACTOR_NETWORK_RULES } from './rules.js';

const tested = new Set<string>();
const rule = (id: string): string => {
  tested.add(id);
  return `${id}, ${ACTOR_NETWORK_RULES[id]!.name}`;
};

type Definition = Partial<ActorNetworkDefinition> & Pick<ActorNetworkDefinition, 'actors'>;

function search(definition: Definition, boundary?: Properties['boundary']): Search {
  const model = actorNetwork({ name: 'rule', network: 'unordered', ...definition });
  return new Search(model, { invariants: [], ...(boundary === undefined ? {} : { boundary }) }, { bytesMax: 1 << 24 }).run();
}

const counts = (definition: Definition, boundary?: Properties['boundary']): number[] => {
  const { distinct, generated, depthMax } = search(definition, boundary);
  return [distinct, generated, depthMax];
};

/** What a cell holds in the states of a search, each content once. */
function held(found: Search, cell: CellName): string[] {
  const texts = Array.from({ length: found.distinct }, (_, state) =>
    canonical(contentOf(found, state).cells.find(([name]) => canonical(name) === canonical(cell))?.[1] ?? null));
  return [...new Set(texts)].sort();
}

const idle: NetworkActor<Record<string, never>> = { start: () => ({}) };

function sender(to: string, ...messages: readonly string[]): AnyNetworkActor {
  return {
    start(commands) {
      for (const type of messages) commands.send(to, { type });
      return {};
    },
  };
}

/** Logs what it receives, but for what is to be ignored. */
const log: NetworkActor<{ log: readonly string[] }> = {
  start: () => ({ log: [] }),
  receive(self, _from, { type }) {
    if (type !== 'ignored') self.log = [...self.log, type];
  },
};

describe(rule('E1'), () => {
  it('a state is what actors, network, timers, choices, crashes, storage and history are', () => {
    const actors = { a: sender('b', 'x', 'y'), b: log };
    // Which of two messages came last on a duplicating network tells states apart, unless it is forgotten.
    const boundary: Properties['boundary'] = (world) => (world.get(stateCell('b', 'log')) as Value[]).length <= 1;
    expect(counts({ actors, network: 'duplicating' }, boundary)[0]).toBe(3);
    const stubborn: NetworkActor<{ told: boolean }> = { start: () => ({ told: false }), receive: (self) => { self.told = true; } };
    expect(counts({ actors: { a: sender('b', 'x', 'y'), b: stubborn }, network: 'duplicating' })[0]).toBe(3);
    expect(counts({ actors: { a: sender('b', 'x', 'y'), b: stubborn }, network: 'duplicating', lastDelivered: 'forgotten' })[0]).toBe(2);
  });

  it('the history is part of it', () => {
    const told: CellName = ['history', 'told'];
    const history: ActorNetworkDefinition['history'] = { received: (step, _from, _to, { type }) => step.set(told, type) };
    const stubborn: NetworkActor<{ told: boolean }> = { start: () => ({ told: false }), receive: (self) => { self.told = true; } };
    const actors = { a: sender('b', 'x', 'y'), b: stubborn };
    expect(counts({ actors })[0]).toBe(4);
    expect(counts({ actors, history })[0]).toBe(5);
  });
});

describe(rule('E2'), () => {
  it('actors start in the order in which they are given, each with its commands before the next one', () => {
    const order: CellName = ['history', 'order'];
    const history: ActorNetworkDefinition['history'] = {
      sent: (step, from) => step.set(order, [...((step.get(order) as string[] | null) ?? []), from]),
    };
    const found = search({ actors: { z: sender('nobody', '1', '2'), a: sender('nobody', '3') }, history });
    expect([found.initial, held(found, order)]).toEqual([1, ['["z","z","a"]']]);
  });
});

describe(rule('E3'), () => {
  it('commands take effect in their order when the handler has ended', () => {
    const actor: NetworkActor<{ seen: string }> = {
      start(commands) {
        commands.setTimer('t');
        commands.cancelTimer('t');
        commands.choose('k', ['a', 'b', 'c']);
        commands.choose('k', ['d']);
        commands.choose('none', ['e']);
        commands.choose('none', []);
        commands.save('first');
        commands.save('second');
        return { seen: 'nothing' };
      },
      chosen: (self, _key, option) => { self.seen = option as string; },
      timeout: (self) => { self.seen = 'timeout'; },
    };
    const found = search({ actors: { actor }, timers: ['t'] });
    expect(held(found, stateCell('actor', 'seen'))).toEqual(['"d"', '"nothing"']);
    expect(held(found, ['durable', 'actor', 'storage'])).toEqual(['"second"']);
  });
});

describe(rule('E4'), () => {
  it('what can be delivered may be dropped on a lossy network, and neither is a fault', () => {
    const found = search({ actors: { a: sender('b', 'x'), b: log }, lossy: true });
    expect([found.distinct, found.generated, found.faults]).toEqual([3, 3, 0]);
  });

  it('a message to nobody cannot be delivered, but dropped', () => {
    expect(counts({ actors: { a: sender('nobody', 'x') } })).toEqual([1, 1, 1]);
    expect(counts({ actors: { a: sender('nobody', 'x') }, lossy: true })).toEqual([2, 2, 2]);
  });
});

describe(rule('E5'), () => {
  const actors = { a: sender('b', 'ignored', 'x'), b: log };

  it('what its receiver ignores stays on an unordered network, and is taken on an ordered one', () => {
    expect(counts({ actors })).toEqual([2, 2, 2]);
    expect(counts({ actors, network: 'ordered' })).toEqual([3, 3, 3]);
  });

  it('both can be had otherwise', () => {
    expect(counts({ actors, ignoredMessages: 'are taken' })).toEqual([4, 5, 3]);
    expect(counts({ actors, network: 'ordered', ignoredMessages: 'stay' })).toEqual([1, 1, 1]);
  });

  it('writing what was there already is no ignoring', () => {
    const writer: NetworkActor<{ n: number }> = { start: () => ({ n: 0 }), receive: (self) => { self.n = 0; } };
    expect(counts({ actors: { a: sender('b', 'x'), b: writer } })).toEqual([2, 2, 2]);
  });

  it('an actor that is down is given nothing', () => {
    const found = search({ actors: { a: sender('b', 'x'), b: log }, crashesMax: 2, recovery: 'never' });
    // Up or down, each of the two; where b is up, or was up when it came, the message may have been taken.
    expect(found.distinct).toBe(8);
  });
});

describe(rule('E6'), () => {
  const actors = { a: sender('b', 'x', 'y', 'x'), b: log };

  it('unordered: a multiset', () => {
    expect(held(search({ actors }), stateCell('b', 'log'))).toEqual(
      ['["x","x","y"]', '["x","x"]', '["x","y","x"]', '["x","y"]', '["x"]', '["y","x","x"]', '["y","x"]', '["y"]', '[]']);
  });

  it('ordered: a queue for each pair', () => {
    expect(held(search({ actors, network: 'ordered' }), stateCell('b', 'log'))).toEqual(['["x","y","x"]', '["x","y"]', '["x"]', '[]']);
  });

  it('duplicating: a set that a delivery leaves as it is, and a drop does not', () => {
    const two: Properties['boundary'] = (world) => (world.get(stateCell('b', 'log')) as Value[]).length <= 2;
    const logs = held(search({ actors: { a: sender('b', 'x', 'x'), b: log }, network: 'duplicating' }, two), stateCell('b', 'log'));
    expect(logs).toEqual(['["x","x"]', '["x"]', '[]']);
    expect(counts({ actors: { a: sender('b', 'x', 'x'), b: log }, network: 'duplicating', lossy: true }, two)[0]).toBe(6);
  });
});

describe(rule('E7'), () => {
  const rearms: NetworkActor<Record<string, never>> = {
    start(commands) {
      commands.setTimer('t');
      return {};
    },
    timeout: (_self, timer, commands) => commands.setTimer(timer),
  };

  it('a timer that only arms itself again does not fire', () => {
    expect(counts({ actors: { rearms }, timers: ['t'] })).toEqual([1, 1, 1]);
  });

  it('it can be had otherwise: a step from a state to itself', () => {
    expect(counts({ actors: { rearms }, timers: ['t'], idleTimers: 'fire' })).toEqual([1, 2, 1]);
  });
});

describe(rule('E8'), () => {
  it('an actor that crashed may recover at any moment, or never', () => {
    const actors = { a: idle, b: idle, c: idle };
    expect(counts({ actors, crashesMax: 1 })).toEqual([4, 7, 2]);
    expect(counts({ actors, crashesMax: 1, recovery: 'never' })).toEqual([4, 4, 2]);
  });

  it('it has what it saved, and neither timers nor choices', () => {
    const actor: NetworkActor<{ lives: number; fired: boolean }> = {
      start(commands, storage) {
        const lives = ((storage as number | null) ?? 0) + 1;
        commands.save(lives);
        if (lives === 1) {
          commands.setTimer('t');
          commands.choose('k', ['x']);
        }
        return { lives, fired: false };
      },
      timeout: (self) => { self.fired = true; },
      chosen: (self) => { self.fired = true; },
    };
    const found = search({ actors: { actor }, timers: ['t'], crashesMax: 1 }, (world) => (world.get(stateCell('actor', 'lives')) as number) <= 2);
    const fired = new Set(Array.from({ length: found.distinct }, (_, state) => {
      const cells = new Map(contentOf(found, state).cells.map(([name, value]) => [canonical(name), value]));
      return [cells.get(canonical(stateCell('actor', 'lives'))), cells.get(canonical(stateCell('actor', 'fired')))].join(' ');
    }));
    expect([...fired].sort()).toEqual(['1 false', '1 true', '2 false']);
  });
});

describe(rule('E9'), () => {
  it('a choice is over when it was made, and may be set anew', () => {
    const actor: NetworkActor<{ log: readonly string[] }> = {
      start(commands) {
        commands.choose('k', ['a', 'b']);
        return { log: [] };
      },
      chosen(self, key, option, commands) {
        if (self.log.length === 0) commands.choose(key, ['c']);
        self.log = [...self.log, option as string];
      },
    };
    expect(held(search({ actors: { actor } }), stateCell('actor', 'log'))).toEqual(['["a","c"]', '["a"]', '["b","c"]', '["b"]', '[]']);
  });
});

describe(rule('E10'), () => {
  it('what is outside is neither counted nor explored, but for how many steps led there', () => {
    const found = search({ actors: { a: sender('b', 'x', 'y'), b: log } }, (world) => (world.get(stateCell('b', 'log')) as Value[]).length <= 1);
    expect([found.distinct, found.generated, found.expansion.outside]).toEqual([3, 3, 2]);
  });
});

afterAll(() => {
  expect([...tested].sort()).toEqual(Object.keys(ACTOR_NETWORK_RULES).sort());
});

it('the README lists the rules as they are', () => {
  const readme = readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8');
  for (const [id, { name, meaning, options }] of Object.entries(ACTOR_NETWORK_RULES)) {
    expect(readme).toContain(`| ${id} | ${name} | ${meaning} | ${options.map((option) => `\`${option}\``).join(', ')} |`);
  }
});
