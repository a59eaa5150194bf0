/**
 * The published state counts that this project is held to, row by row. `published-counts.test.ts` counts the small ones, and
 * `npm run bench -- check` the large ones; the table in README.md is made of this.
 *
 * Rows are those of shared/facts/model-checkers.md, sections 3.2 and 3.3, which say who published them and where. *Distinct*,
 * *generated* and *depth* are counted as Stateright and TLC count them: initial states are generated, too; what lies outside
 * the boundary is neither; an initial state has depth 1.
 */
import type { Classic } from './classic.js';
import { PUBLISHED_ACTORS } from './published-actors.js';
import { PUBLISHED_LARGE } from './published-large.js';
import { PUBLISHED_SPECS } from './published-specs.js';

export interface PublishedRow {
  readonly row: string;
  /** The file in this folder. */
  readonly model: string;
  readonly parameters: string;
  readonly build: () => Classic;
  readonly distinct: number;
  /** Null where none was published. */
  readonly generated: number | null;
  readonly depth: number | null;
  /** How it is counted, where that is not all states one by one. */
  readonly how?: 'up to symmetry' | 'until all properties are decided' | 'depth first, until all properties are decided' | 'with what TLC counts outside';
  /** Where: `npm test`, `npm run bench -- check`, or the latter with `--large`. */
  readonly where: 'test' | 'bench' | 'bench --large';
  /** Not published, but measured here beside what is. */
  readonly isOurs?: true;
}

export const PUBLISHED_COUNTS: readonly PublishedRow[] = [...PUBLISHED_SPECS, ...PUBLISHED_ACTORS, ...PUBLISHED_LARGE];

/** The table of the README. */
export function publishedTable(): string {
  const format = (count: number | null): string => (count === null ? '' : String(count).replace(/\B(?=(\d{3})+$)/g, ','));
  const rows = PUBLISHED_COUNTS.map(({ row, model, parameters, distinct, generated, depth, how, where, isOurs }) =>
    `| ${isOurs === true ? '' : row} | \`${model}\` | ${parameters}${how === undefined ? '' : `, ${how}`} | ${format(distinct)} | ${format(generated)} | ` +
      `${format(depth)} | ${where} |`);
  return ['| row | model | parameters | distinct | generated | depth | where |', '|---|---|---|---|---|---|---|', ...rows].join('\n');
}
