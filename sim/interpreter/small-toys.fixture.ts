/** Random toy models that are small enough to be searched, for properties of searches. */
import fc from 'fast-check';
import type { ActorOperation } from './toy-actor.js';
import { DURATIONS, ZONES, type Toy } from './toy-model.js';
import type { Operation } from './toy-service.js';
import { STATEMENT_NAMES } from './toy-statements.js';

const register = fc.nat({ max: 4 });
const place = fc.nat({ max: 3 });
const operation = fc.oneof(
  fc.record({ op: fc.constant('call' as const), to: place, endpoint: fc.constantFrom<'get' | 'put'>('get', 'put'), timeout: fc.constantFrom(null, 'short') }),
  fc.record({ op: fc.constant('statement' as const), name: fc.constantFrom(...STATEMENT_NAMES), key: fc.constantFrom('a', 'b') }),
  fc.record({ op: fc.constantFrom('bump' as const, 'forget' as const, 'bump durable' as const) }),
  fc.record({ op: fc.constantFrom('start zone' as const, 'stop zone' as const), zone: fc.constantFrom(...ZONES) }),
  fc.record({ op: fc.constant('locked' as const), name: fc.constant('l'), body: fc.constant([{ op: 'bump' }]) }),
  fc.record({ op: fc.constant('pick' as const), count: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ op: fc.constantFrom('decide' as const, 'mint' as const) }),
  fc.record({ op: fc.constant('abort' as const), when: register }),
) as fc.Arbitrary<Operation>;
const actorOperation = fc.oneof(
  fc.record({ op: fc.constantFrom('bump' as const, 'reply' as const, 'decide' as const, 'cancel tick' as const) }),
  fc.record({ op: fc.constant('tell' as const), to: place }),
  fc.record({ op: fc.constant('tick' as const), duration: fc.constant('tick') }),
  fc.record({ op: fc.constant('abort' as const), when: register }),
) as fc.Arbitrary<ActorOperation>;

const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 2 });

/** A service, an actor, one stimulus and perhaps an action, a few operations each. */
export const smallToy: fc.Arbitrary<Toy> = fc.record({
  services: fc.array(fc.record({
    endpoints: fc.record({ get: few(operation), put: few(operation) }), programs: fc.record({ p: few(operation), q: few(operation) }),
    starts: fc.constant(false), restarts: fc.boolean(),
  }), { minLength: 1, maxLength: 1 }),
  actors: fc.array(fc.record({
    handlers: fc.record({
      get: few(actorOperation), put: few(actorOperation), tell: few(actorOperation), tick: few(actorOperation), poke: few(actorOperation),
    }),
    starts: fc.constant([]), restarts: fc.boolean(),
  }), { minLength: 1, maxLength: 1 }),
  transport: fc.constantFrom('reliable' as const, 'connection' as const, 'datagram' as const),
  durations: fc.constant(Object.fromEntries(DURATIONS.map((name) =>
    [name, { min: 1, max: 2, shape: 'uniform' as const, mayBeLate: false }])) as unknown as Toy['durations']),
  stimuli: fc.array(fc.record({ max: fc.constant(1), fuel: fc.nat({ max: 1 }) }), { minLength: 1, maxLength: 1 }),
  actions: fc.array(fc.record({
    guard: fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 3 })), effect: fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 3 })),
    parameters: fc.integer({ min: 1, max: 2 }), draws: fc.boolean(),
  }), { maxLength: 1 }),
  limits: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 4 }), fc.nat({ max: 2 })),
}) as fc.Arbitrary<Toy>;
