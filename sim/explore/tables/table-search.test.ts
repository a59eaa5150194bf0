import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimalConflict, tableLeft } from './conflict.js';
import { searchTables, type Examination, type TableSpace } from './table-search.js';
import { countTables, includes, type Table } from './table.js';

const ACTIONS = ['a', 'b', 'c'];
const actionsOf = (cell: string): readonly string[] => ACTIONS.slice(0, 2 + (cell.charCodeAt(0) % 2));
const unwatched = { examining: () => undefined, stopped: () => false };

/** An execution: what it consults depends on what it was answered; a leaf says whether it goes wrong. */
type Execution = { readonly wrong: boolean } | { readonly cell: string; readonly next: readonly Execution[] };

const executions = fc.letrec<{ execution: Execution }>((tie) => ({
  execution: fc.oneof({ depthSize: 'small' },
    fc.record({ wrong: fc.boolean() }),
    fc.record({ cell: fc.constantFrom('p', 'q', 'r', 's', 't'), next: fc.array(tie('execution'), { minLength: 3, maxLength: 3 }) })),
})).execution;

/** Follows an execution under a table. */
function follow(execution: Execution, table: Table): { readonly consulted: string[]; readonly end: 'wrong' | 'right' | string } {
  const consulted: string[] = [];
  for (let at = execution; ;) {
    if ('wrong' in at) return { consulted, end: at.wrong ? 'wrong' : 'right' };
    const action = table.get(at.cell);
    if (action === undefined) return { consulted, end: at.cell };
    consulted.push(at.cell);
    at = at.next[ACTIONS.indexOf(action)]!;
  }
}

function spaceOf(all: readonly Execution[]): TableSpace<number> {
  return {
    actionsOf,
    examine(table): Examination<number> {
      const ends = all.map((execution) => follow(execution, table));
      const wrong = ends.findIndex(({ end }) => end === 'wrong');
      if (wrong >= 0) return { verdict: 'refuted', consulted: ends[wrong]!.consulted, story: wrong };
      const open = ends.find(({ end }) => end !== 'right');
      return open === undefined ? { verdict: 'stands', within: null } : { verdict: 'open', cell: open.end };
    },
  };
}

function allTables(cells: readonly string[]): Table[] {
  return cells.reduce<Table[]>((tables, cell) => tables.flatMap((table) => actionsOf(cell).map((action) => new Map([...table, [cell, action]]))), [new Map()]);
}

describe('a search over tables', () => {
  it('finds exactly the tables that brute force finds', () => {
    fc.assert(fc.property(fc.array(executions, { maxLength: 6 }), (all) => {
      const { standing, isComplete } = searchTables(spaceOf(all), Infinity, unwatched);
      expect(isComplete).toBe(true);
      for (const table of allTables(['p', 'q', 'r', 's', 't'])) {
        const good = all.every((execution) => follow(execution, table).end === 'right');
        expect(standing.filter(({ table: part }) => includes(table, part)).length).toBe(good ? 1 : 0);
      }
    }), { numRuns: 300 });
  });

  it('refutes only what goes wrong, by the execution that it names', () => {
    fc.assert(fc.property(fc.array(executions, { maxLength: 6 }), (all) => {
      for (const { part, story } of searchTables(spaceOf(all), Infinity, unwatched).refutations) {
        expect(follow(all[story]!, part).end).toBe('wrong');
        expect([...part.keys()].sort()).toEqual([...new Set(follow(all[story]!, part).consulted)].sort());
      }
    }), { numRuns: 300 });
  });

  it('explains that no table stands by executions each of which is needed', () => {
    let conflicts = 0;
    fc.assert(fc.property(fc.array(executions, { minLength: 2, maxLength: 8 }), (all) => {
      const { standing, refutations } = searchTables(spaceOf(all), Infinity, unwatched);
      if (standing.length > 0) {
        expect(tableLeft(refutations, actionsOf)).not.toBeNull();
        return;
      }
      conflicts += 1;
      const conflict = minimalConflict(refutations, actionsOf);
      const left = (kept: readonly { part: Table }[]): boolean => allTables(['p', 'q', 'r', 's', 't']).some((table) => !kept.some(({ part }) => includes(table, part)));
      expect(left(conflict)).toBe(false);
      for (const one of conflict) expect(left(conflict.filter((other) => other !== one))).toBe(true);
    }), { numRuns: 300 });
    expect(conflicts).toBeGreaterThan(20);
  });

  it('says that it is not complete when its budget ends it', () => {
    const chain: Execution = { cell: 'p', next: ACTIONS.map(() => ({ cell: 'q', next: ACTIONS.map(() => ({ wrong: false })) })) };
    const searched = searchTables(spaceOf([chain]), 2, unwatched);
    expect([searched.isComplete, searched.examinations]).toEqual([false, 2]);
  });

  it('counts tables beyond what a number holds', () => {
    const cells = Array.from({ length: 60 }, (_, index) => `cell ${index}`);
    expect(countTables(cells, () => ACTIONS)).toBe(3n ** 60n);
  });
});
