/** The check of leads-to properties agrees with the plainest one there is, on random models whose states come again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainGraph, plainLeadsTo } from '../../../interpreter/plain-graph.js';
import { flawOf } from '../../../interpreter/plain-lasso.js';
import type { ActorOperation } from '../../../interpreter/toy-actor.js';
import { DURATIONS, toyModel, type Toy } from '../../../interpreter/toy-model.js';
import type { Operation } from '../../../interpreter/toy-service.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { Reader } from '../../../step/step.js';
import { initialOptionsOf } from '../path.js';
import type { LeadsTo } from '../properties.js';
import { Search } from '../search.js';
import { LeadsToCheck } from './leads-to-check.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 60);
const STATES_MAX = 60;

const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 2 });
const register = fc.nat({ max: 4 });
const place = fc.nat({ max: 3 });
const operation = fc.oneof(
  fc.record({ op: fc.constant('call' as const), to: place, endpoint: fc.constantFrom<'get' | 'put'>('get', 'put'), timeout: fc.constantFrom(null, 'short') }),
  fc.record({ op: fc.constant('retry' as const), to: place, timeout: fc.constantFrom(null, 'short') }),
  fc.record({ op: fc.constantFrom('bump' as const, 'forget' as const) }),
  fc.record({ op: fc.constant('locked' as const), name: fc.constant('l'), body: fc.constant([{ op: 'bump' }]) }),
  fc.record({ op: fc.constant('pick' as const), count: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ op: fc.constant('abort' as const), when: register }),
) as fc.Arbitrary<Operation>;
const actorOperation = fc.oneof(
  fc.record({ op: fc.constantFrom('bump' as const, 'reply' as const, 'decide' as const, 'cancel tick' as const) }),
  fc.record({ op: fc.constant('tell' as const), to: place }),
  fc.record({ op: fc.constant('tick' as const), duration: fc.constant('tick') }),
  fc.record({ op: fc.constant('tick' as const), duration: fc.constant('tick') }),
  fc.record({ op: fc.constant('pick' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ op: fc.constant('abort' as const), when: register }),
) as fc.Arbitrary<ActorOperation>;

const toys = fc.record({
  services: fc.array(fc.record({
    endpoints: fc.record({ get: few(operation), put: few(operation) }), programs: fc.record({ p: few(operation), q: few(operation) }),
    starts: fc.boolean(), restarts: fc.boolean(),
  }), { maxLength: 1 }),
  actors: fc.array(fc.record({
    handlers: fc.record({
      get: few(actorOperation), put: few(actorOperation), tell: few(actorOperation), tick: few(actorOperation), poke: few(actorOperation),
    }),
    starts: few(actorOperation), restarts: fc.boolean(),
  }), { minLength: 1, maxLength: 1 }),
  transport: fc.constantFrom('reliable' as const, 'connection' as const, 'datagram' as const),
  durations: fc.constant(Object.fromEntries(DURATIONS.map((name) =>
    [name, { min: 1, max: 2, shape: 'uniform' as const, mayBeLate: false }])) as unknown as Toy['durations']),
  stimuli: fc.array(fc.record({ max: fc.constant(1), fuel: fc.nat({ max: 1 }) }), { maxLength: 1 }),
  actions: fc.array(fc.record({
    guard: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })), effect: fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 3 })),
    parameters: fc.integer({ min: 1, max: 2 }), draws: fc.boolean(),
  }), { maxLength: 2 }),
  limits: fc.constant([9, 9, 9, 9]),
}) as unknown as fc.Arbitrary<Toy>;

/** Some have an actor that ticks for ever and little else: it goes round soon. */
const toy: fc.Arbitrary<Toy> = fc.oneof(toys, toys.map((given): Toy => ({
  ...given, services: [], stimuli: [],
  actors: given.actors.map(({ handlers, ...actor }) => ({
    ...actor, starts: [{ op: 'tick', duration: 'tick' }], handlers: { ...handlers, tick: [{ op: 'tick', duration: 'tick' }, { op: 'bump' }, ...handlers.tick] },
  })),
})));

const PLACES = [['memory', 'actor-1', 'n'], ['memory', 'service-1', 'n'], ['variable', 'numbers', 'x'], ['variable', 'numbers', 'y']] as const;

/** Each of some numbers, when it is `from`, comes to be one of `to`. */
const property: fc.Arbitrary<LeadsTo> = fc.record({
  from: fc.nat({ max: 2 }), to: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }), stays: fc.boolean(), atStart: fc.boolean(),
}).map(({ from, to, stays, atStart }) => {
  const value = (world: Reader, at: number): number => (world.get(PLACES[at]!) ?? 0) as number;
  return {
    name: `from ${from} to ${to.join(' or ')}`, sentence: '', source: '', antecedent: '', stays, atStart,
    owed: (world) => PLACES.flatMap((_, at) => (value(world, at) === from ? [String(at)] : [])),
    paid: (world, subject) => to.includes(value(world, Number(subject))),
  };
});

test('finds what is owed for ever in random models, with the fewest faults', () => {
  let compared = 0;
  let ends = 0;
  let loops = 0;
  fc.assert(fc.property(toy, fc.array(property, { minLength: 1, maxLength: 3 }), fc.nat({ max: 2 }), (given, leadsTo, faultsMax) => {
    const { model } = toyModel(given);
    const properties = { invariants: [], leadsTo };
    try {
      const graph = plainGraph(model, properties, faultsMax, STATES_MAX);
      if (graph === null) return;
      const search = new Search(model, properties, { faultsMax, bytesMax: 1 << 24 }).run();
      const check = new LeadsToCheck(search).run();
      const expected = leadsTo.map((each) => plainLeadsTo(graph, each, faultsMax));
      expect(check.decisions.map(({ broken }) => broken?.faults ?? null)).toEqual(expected);
      compared += 1;
      for (const { property: broke, broken } of check.decisions) {
        if (broken === null) continue;
        if (broken.loop.length > 0) loops += 1;
        else ends += 1;
        const lasso = { ...broken, initialOptions: initialOptionsOf(search, broken.start) };
        expect(flawOf(model, broke, lasso, false)).toBe(null);
      }
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
    }
  }), { numRuns: MODELS, seed: 4226 });
  expect(compared).toBeGreaterThan(MODELS / 6);
  expect(ends).toBeGreaterThan(MODELS / 10);
  expect(loops).toBeGreaterThan(MODELS / 20);
}, 60_000);
