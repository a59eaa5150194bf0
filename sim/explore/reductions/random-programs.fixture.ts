/** The random programs of the tests of reductions. */
import fc from 'fast-check';
import type { Operation, Program } from './random-programs.js';

const place = fc.nat({ max: 2 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constant('write' as const), cell: place, value: fc.nat({ max: 2 }) }),
  fc.record({ op: fc.constant('add' as const), cell: place, to: place }),
  fc.record({ op: fc.constant('wait' as const), cell: place, value: fc.integer({ min: 1, max: 2 }), below: fc.boolean() }),
  fc.record({ op: fc.constant('meet' as const), cell: place, other: place }),
  fc.record({ op: fc.constant('draw' as const), cell: place, options: fc.integer({ min: 2, max: 3 }), fails: fc.boolean() }),
  fc.record({ op: fc.constant('stop' as const), thread: fc.nat({ max: 2 }) }),
);
export const program: fc.Arbitrary<Program> = fc.record({
  threads: fc.array(fc.array(operation, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 }),
  watched: fc.tuple(place, place),
});
