/**
 * Random toy models (sim/interpreter/toy-model.ts) small enough to be searched whole, for the tests of reductions: services
 * and actors that call, wait, crash and are restarted.
 */
import type { ActorOperation } from '../../interpreter/toy-actor.js';
import { DURATIONS, ZONES, type Toy } from '../../interpreter/toy-model.js';
import type { Operation } from '../../interpreter/toy-service.js';
import { STATEMENT_NAMES } from '../../interpreter/toy-statements.js';

/** Draws a whole number below a limit. */
export type Draw = (limit: number) => number;

/** Kinds of fault of which a test allows a few, so that there are not too many executions. */
export const TOY_FAULTS: readonly (readonly string[])[] = [
  ['crash'], ['hang'], ['partition'], ['database-outage'], ['lost-reply', 'lost-message'], ['crash', 'lost-request'], ['reset', 'duplicate'],
];

/** A toy as the numbers say that are drawn; the smaller they are, the simpler it is. */
export function toyFrom(draw: Draw): Toy {
  const oneOf = <T>(...options: T[]): T => options[draw(options.length)]!;
  const few = <T>(one: () => T, most: number): T[] => Array.from({ length: draw(most + 1) }, one);
  const operation = (): Operation => oneOf<() => Operation>(
    () => ({ op: 'bump' }),
    () => ({ op: 'call', to: draw(4), endpoint: oneOf<'get' | 'put'>('get', 'put'), timeout: oneOf(null, 'short') }),
    () => ({ op: 'statement', name: oneOf(...STATEMENT_NAMES), key: oneOf('a', 'b') }),
    () => ({ op: oneOf<'forget' | 'bump durable'>('forget', 'bump durable') }),
    () => ({ op: oneOf<'start zone' | 'stop zone'>('start zone', 'stop zone'), zone: oneOf(...ZONES) }),
    () => ({ op: 'locked', name: 'l', body: [{ op: 'bump' }] }),
    () => ({ op: 'pick', count: 1 + draw(2) }),
    () => ({ op: oneOf<'decide' | 'mint'>('decide', 'mint') }),
    () => ({ op: 'abort', when: draw(4) }),
  )();
  const actorOperation = (): ActorOperation => oneOf<() => ActorOperation>(
    () => ({ op: oneOf<'bump' | 'reply' | 'decide' | 'cancel tick'>('bump', 'reply', 'decide', 'cancel tick') }),
    () => ({ op: 'tell', to: draw(4) }),
    () => ({ op: 'tick', duration: 'tick' }),
    () => ({ op: 'abort', when: draw(4) }),
  )();
  const program = (): Operation[] => few(operation, 2);
  const handler = (): ActorOperation[] => few(actorOperation, 2);
  return {
    services: [{ endpoints: { get: program(), put: program() }, programs: { p: program(), q: program() }, starts: draw(4) === 1, restarts: draw(2) === 1 }],
    actors: Array.from({ length: 1 + draw(2) }, () => ({
      handlers: { get: handler(), put: handler(), tell: handler(), tick: [], poke: handler() }, starts: few(actorOperation, 1), restarts: draw(2) === 1,
    })),
    transport: oneOf('reliable', 'connection', 'datagram'),
    durations: Object.fromEntries(DURATIONS.map((name) => [name, { min: 1, max: 2, shape: 'uniform', mayBeLate: false }])) as unknown as Toy['durations'],
    stimuli: Array.from({ length: 1 + draw(2) }, () => ({ max: 1 + draw(2), fuel: draw(2) })),
    actions: few(() => ({
      guard: [draw(3), 1 + draw(3)] as const, effect: [draw(3), 1 + draw(3)] as const, parameters: 1 + draw(2), draws: draw(2) === 1,
    }), 1),
    limits: [draw(3), draw(3), draw(5), draw(3)],
  };
}

/** Draws from a list of numbers, and 0 when it is used up: so a test can shrink them. */
export function drawFrom(numbers: readonly number[]): Draw {
  let at = 0;
  return (limit) => (numbers[at++] ?? 0) % limit;
}
