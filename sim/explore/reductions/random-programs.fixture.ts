/** The random programs of the tests of reductions. */
import fc from 'fast-check';
import type { Operation, Program } from './random-programs.js';

const operationOn = (place: fc.Arbitrary<number>): fc.Arbitrary<Operation> => fc.oneof(
  fc.record({ op: fc.constant('write' as const), cell: place, value: fc.nat({ max: 2 }) }),
  fc.record({ op: fc.constant('add' as const), cell: place, to: place }),
  fc.record({ op: fc.constant('wait' as const), cell: place, value: fc.integer({ min: 1, max: 2 }), below: fc.boolean() }),
  fc.record({ op: fc.constant('meet' as const), cell: place, other: place }),
  fc.record({ op: fc.constant('draw' as const), cell: place, options: fc.integer({ min: 2, max: 3 }), fails: fc.boolean() }),
  fc.record({ op: fc.constant('stop' as const), thread: fc.nat({ max: 2 }) }),
);

/** Few cells, so that everything races with everything. */
const few = fc.nat({ max: 2 });
export const program: fc.Arbitrary<Program> = fc.record({
  threads: fc.array(fc.array(operationOn(few), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 }),
  watched: fc.tuple(few, few),
});

/** More cells and threads, so that much is independent. */
const many = fc.nat({ max: 6 });
export const wideProgram: fc.Arbitrary<Program> = fc.record({
  threads: fc.array(fc.array(operationOn(many), { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 5 }),
  watched: fc.tuple(many, many),
});
