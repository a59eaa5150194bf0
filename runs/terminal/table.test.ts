import stringWidth from 'string-width';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderTable, type Column } from './table.js';
import type { Terminal } from './terminal.js';

const COLUMNS: readonly Column[] = [{ head: 'invariant' }, { head: 'runs', align: 'right' }];
const ROWS = [['healthy-vm-is-never-marked-failed', '1,234'], ['no-wedge', '7']];
const piped: Terminal = { isTty: false, columns: Infinity, hasColor: false };
const wide = (columns: number, hasColor = false): Terminal => ({ isTty: true, columns, hasColor });

test('a piped table has plain borders and whole cells', () => {
  expect(renderTable(COLUMNS, ROWS, piped)).toBe(
    [
      '+-----------------------------------+-------+',
      '| invariant                         |  runs |',
      '+-----------------------------------+-------+',
      '| healthy-vm-is-never-marked-failed | 1,234 |',
      '| no-wedge                          |     7 |',
      '+-----------------------------------+-------+',
    ].join('\n'),
  );
});

test('a table in a narrow terminal wraps its widest column, after a hyphen where it can', () => {
  expect(renderTable(COLUMNS, ROWS, wide(32))).toBe(
    [
      '┌──────────────────────┬───────┐',
      '│ invariant            │  runs │',
      '├──────────────────────┼───────┤',
      '│ healthy-vm-is-never- │ 1,234 │',
      '│ marked-failed        │       │',
      '│ no-wedge             │     7 │',
      '└──────────────────────┴───────┘',
    ].join('\n'),
  );
});

test('colour is used for headings, only when it is understood', () => {
  expect(renderTable(COLUMNS, ROWS, wide(80))).not.toContain('\u001b');
  expect(renderTable(COLUMNS, ROWS, wide(80, true))).toContain('\u001b[1minvariant');
});

test('a table without rows still shows its headings', () => {
  expect(renderTable(COLUMNS, [], piped)).toContain('| invariant | runs |');
});

test('a row with a cell too few is refused', () => {
  expect(() => renderTable(COLUMNS, [['alone']], piped)).toThrow('A row has 1 cells for 2 columns: alone');
});

test('no line is wider than the terminal, and no character of a cell is lost', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', ' ', 'é', '漢'), maxLength: 50 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 }), fc.integer({ min: 32, max: 120 }), (rows, columns) => {
      const table = renderTable([{ head: 'one' }, { head: 'two' }, { head: 'three' }], rows, wide(columns));
      for (const line of table.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      const count = (text: string): number => [...text].filter((character) => 'ab-/é漢'.includes(character)).length;
      expect(count(table)).toBe(count(rows.flat().join('')));
    }),
  );
});
