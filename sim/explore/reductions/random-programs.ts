/**
 * Random little programs for the tests of reductions: threads that read, write, wait, draw and fail on shared cells, whose
 * executions all end. They know nothing of each other, so whatever can race does.
 */
import { keyed, spec, type SpecModel } from '../../process/spec.js';
import type { Invariant } from '../invariant.js';

/** Cells by number; a value is small. */
export type Operation =
  | { readonly op: 'write'; readonly cell: number; readonly value: number }
  | { readonly op: 'add'; readonly cell: number; readonly to: number }
  /** Waits until a cell holds at least so much; `below` the other way round. */
  | { readonly op: 'wait'; readonly cell: number; readonly value: number; readonly below: boolean }
  /** Waits until two cells are equal. */
  | { readonly op: 'meet'; readonly cell: number; readonly other: number }
  /** Draws what is written; drawing the last one is a fault. */
  | { readonly op: 'draw'; readonly cell: number; readonly options: number; readonly fails: boolean }
  /** Ends another thread, if it has begun. */
  | { readonly op: 'stop'; readonly thread: number };

export interface Program {
  readonly threads: readonly (readonly Operation[])[];
  /** The invariant says that these two cells are never both 2. */
  readonly watched: readonly [number, number];
}

type Variables = { cells: Record<string, number>; at: Record<string, number> };

const CELLS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

export function programModel({ threads, watched }: Program): { model: SpecModel<Variables>; invariants: readonly Invariant[] } {
  const names = threads.map((_, index) => `thread-${index}`);
  const cell = (index: number): string => CELLS[index % CELLS.length]!;
  const model: SpecModel<Variables> = spec<Variables>({
    name: 'program',
    variables: {
      cells: keyed(Object.fromEntries(CELLS.map((name) => [name, 0]))), at: keyed(Object.fromEntries(names.map((name) => [name, 0]))),
    },
    actions: (each) => ({
      go: each(names, (v, name, context) => {
        const at = v.at[name]!;
        const operation = threads[names.indexOf(name)]![at];
        if (operation === undefined) return false;
        switch (operation.op) {
          case 'write':
            v.cells[cell(operation.cell)] = operation.value;
            break;
          case 'add':
            v.cells[cell(operation.to)] = (v.cells[cell(operation.to)]! + v.cells[cell(operation.cell)]!) % 4;
            break;
          case 'wait':
            if (v.cells[cell(operation.cell)]! < operation.value !== operation.below) return false;
            break;
          case 'meet':
            if (v.cells[cell(operation.cell)] !== v.cells[cell(operation.other)]) return false;
            break;
          case 'draw':
            v.cells[cell(operation.cell)] = context.decide('drawn', Array.from({ length: operation.options }, (_, option) =>
              ({ name: `${option}`, fault: operation.fails && option > 0 && option === operation.options - 1 ? 'slip' : null })));
            break;
          case 'stop': {
            const other = names[operation.thread % names.length]!;
            if (other !== name && v.at[other]! > 0) v.at[other] = 9;
          }
        }
        v.at[name] = at + 1;
        return true;
      }),
    }),
  });
  const [first, second] = watched.map(cell) as [string, string];
  return {
    model,
    invariants: [{
      name: 'not both', when: 'always', sentence: '', source: '', antecedent: '',
      check: (world) => {
        const { cells } = model.view(world);
        const isBoth = cells[first] === 2 && cells[second] === 2;
        return { tested: true, broken: isBoth ? { evidence: `${first} and ${second}`, blame: ['variable', 'cells', first] } : null };
      },
    }],
  };
}
