/** Random toy models whose states come again, for properties of liveness and rest; their ticks and actions recur. */
import fc from 'fast-check';
import type { ActorOperation } from './toy-actor.js';
import { DURATIONS, type Toy } from './toy-model.js';
import type { Operation } from './toy-service.js';

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
const TICK: ActorOperation = { op: 'tick', duration: 'tick' };
const actorOperation = fc.oneof(
  fc.record({ op: fc.constantFrom('bump' as const, 'reply' as const, 'decide' as const, 'cancel tick' as const) }),
  fc.record({ op: fc.constant('tell' as const), to: place }),
  fc.constantFrom(TICK, TICK),
  fc.record({ op: fc.constant('pick' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ op: fc.constant('abort' as const), when: register }),
) as fc.Arbitrary<ActorOperation>;

const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 2 });

const RECURRING: readonly string[] = ['tick', 'action', 'back-off'];

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
    [name, { min: 1, max: 2, shape: 'uniform' as const, mayBeLate: false, recurring: RECURRING.includes(name) }])) as unknown as Toy['durations']),
  stimuli: fc.array(fc.record({ max: fc.constant(1), fuel: fc.nat({ max: 1 }) }), { maxLength: 1 }),
  actions: fc.array(fc.record({
    guard: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })), effect: fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 3 })),
    parameters: fc.integer({ min: 1, max: 2 }), draws: fc.boolean(),
  }), { maxLength: 2 }),
  limits: fc.constant([9, 9, 9, 9] as const),
}) as unknown as fc.Arbitrary<Toy>;

/** Half of them have an actor that ticks for ever and little else: it goes round soon. */
export const turningToy: fc.Arbitrary<Toy> = fc.oneof(toys, toys.map((given): Toy => ({
  ...given, services: [], stimuli: [],
  actors: given.actors.map(({ handlers, ...actor }) => ({
    ...actor, starts: [TICK], handlers: { ...handlers, tick: [TICK, { op: 'bump' }, ...handlers.tick] },
  })),
})));

/** Cells that hold small numbers in these toys. */
export const TOY_NUMBERS = [['memory', 'actor-1', 'n'], ['memory', 'service-1', 'n'], ['variable', 'numbers', 'x'], ['variable', 'numbers', 'y']] as const;
