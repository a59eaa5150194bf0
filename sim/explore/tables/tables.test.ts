import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTables } from './count-tables.js';
import { minimalConflict, Refutations, tableLeft } from './refutations.js';
import { includes, type Table } from './table.js';

const ACTIONS = ['a', 'b', 'c'];
const CELLS = ['p', 'q', 'r', 's', 't'];
const actionsOf = (cell: string): readonly string[] => ACTIONS.slice(0, 2 + (cell.charCodeAt(0) % 2));
const ALL: readonly Table[] = CELLS.reduce<Table[]>(
  (tables, cell) => tables.flatMap((table) => actionsOf(cell).map((action) => new Map([...table, [cell, action]]))), [new Map()]);

const part = fc.dictionary(fc.constantFrom(...CELLS), fc.constantFrom(...ACTIONS), { minKeys: 1, maxKeys: 3 })
  .map((made): Table => new Map(Object.entries(made).filter(([cell, action]) => actionsOf(cell).includes(action))))
  .filter(({ size }) => size > 0);
const parts = fc.array(part, { maxLength: 14 });

function refuted(all: readonly Table[]): Refutations<number> {
  const refutations = new Refutations<number>();
  all.forEach((one, story) => refutations.add({ part: one, story }));
  return refutations;
}

const good = (all: readonly Table[]): Table[] => ALL.filter((table) => !all.some((one) => includes(table, one)));

describe('refutations of tables', () => {
  it('leave exactly the tables that brute force finds', () => {
    fc.assert(fc.property(parts, (all) => {
      const { all: kept } = refuted(all);
      expect(ALL.filter((table) => !kept.some((one) => includes(table, one.part)))).toEqual(good(all));
      const found = tableLeft(kept, actionsOf);
      expect(found !== null).toBe(good(all).length > 0);
      if (found !== null) for (const table of ALL) if (includes(table, found)) expect(good(all)).toContain(table);
    }), { numRuns: 500 });
  });

  it('are counted as brute force counts them', () => {
    fc.assert(fc.property(parts, (all) => {
      expect(countTables(CELLS, refuted(all).all, actionsOf)).toBe(BigInt(good(all).length));
    }), { numRuns: 500 });
  });

  it('are kept only as far as they say something new', () => {
    fc.assert(fc.property(parts, (all) => {
      const { all: kept } = refuted(all);
      for (const one of kept) expect(kept.filter((other) => includes(one.part, other.part))).toEqual([one]);
    }));
  });

  it('explain that no table is left by executions each of which is needed', () => {
    let conflicts = 0;
    fc.assert(fc.property(fc.array(part, { minLength: 6, maxLength: 30 }), (all) => {
      const { all: kept } = refuted(all);
      if (good(all).length > 0) {
        expect(() => minimalConflict(kept, actionsOf)).toThrow(RangeError);
        return;
      }
      conflicts += 1;
      const conflict = minimalConflict(kept, actionsOf).map((one) => one.part);
      expect(good(conflict)).toEqual([]);
      for (const one of conflict) expect(good(conflict.filter((other) => other !== one))).not.toEqual([]);
    }), { numRuns: 500 });
    expect(conflicts).toBeGreaterThan(20);
  });

  it('count tables beyond what a number holds', () => {
    expect(countTables(Array.from({ length: 60 }, (_, index) => `cell ${index}`), [], () => ACTIONS)).toBe(3n ** 60n);
  });
});
