/** Random small models whose durations order events, for whatever has to do with the order of ranges. */
import fc from 'fast-check';
import { smallToy } from './small-toys.fixture.js';
import { DURATIONS, type Toy } from './toy-model.js';

/** Ranges of several magnitudes: some never order anything, some order everything. */
const range = fc.tuple(fc.constantFrom([1, 2], [3, 8], [20, 40], [100, 110], [1, 1000], [0, 0]), fc.boolean(), fc.boolean())
  .map(([[min, max], mayBeLate, recurring]) => ({ min: min!, max: max!, shape: 'uniform' as const, mayBeLate, ...(recurring ? { recurring } : {}) }));
export const timedToy: fc.Arbitrary<Toy> = fc.tuple(
  smallToy, fc.tuple(...DURATIONS.map(() => range)), fc.option(fc.record({ durations: fc.subarray([...DURATIONS]), max: fc.constantFrom(0, 5, 30) })),
  fc.constantFrom('short', 'long', 'time-out'), fc.constantFrom('tick', 'short', 'long'),
).map(([given, ranges, burst, timeout, tick]) => ({
  ...(JSON.parse(JSON.stringify(given).replaceAll('"timeout":"short"', `"timeout":"${timeout}"`).replaceAll('"duration":"tick"', `"duration":"${tick}"`)) as Toy),
  durations: Object.fromEntries(DURATIONS.map((name, index) => [name, ranges[index]!])) as unknown as Toy['durations'],
  ...(burst === null ? {} : { burst }),
}));
