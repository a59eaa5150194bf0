/**
 * Tables that fit the terminal: the widest columns give way first, and their cells wrap.
 *
 * In a pipe or a file nothing is cut or wrapped, and borders are plain ASCII. The drawing is cli-table3's.
 */
import { Chalk } from 'chalk';
import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import { describeTerminal, type Terminal } from './terminal.js';

/** One column: its heading, and where its cells stand. Numbers read best on the right. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

const COLUMN_WIDTH_MIN = 6;
const PADDING = 2;

const PLAIN_BORDERS = {
  top: '-', 'top-mid': '+', 'top-left': '+', 'top-right': '+',
  bottom: '-', 'bottom-mid': '+', 'bottom-left': '+', 'bottom-right': '+',
  left: '|', 'left-mid': '+', mid: '-', 'mid-mid': '+', right: '|', 'right-mid': '+', middle: '|',
};
/**
 * A table as text, without a final line end. Cells may hold colours (SGR codes); they are measured without them.
 *
 * @throws RangeError when a row has another number of cells than there are columns.
 */
export function renderTable(
  columns: readonly Column[], rows: readonly (readonly string[])[], terminal: Terminal = describeTerminal(),
): string {
  for (const row of rows) {
    if (row.length !== columns.length) {
      throw new RangeError(`A row has ${row.length} cells for ${columns.length} columns: ${row.join(' | ')}. Give each column one cell.`);
    }
  }
  const natural = columns.map((column, index) => Math.max(...[column.head, ...rows.map((row) => row[index] ?? '')].map(widthOf)));
  const widths = fitWidths(natural, terminal.columns - (PADDING + 1) * columns.length - 1);
  const chalk = new Chalk({ level: terminal.hasColor ? 1 : 0 });
  const fitted = (text: string, index: number): string => breakLongWords(text, widths[index] as number);
  const table = new CliTable({
    head: columns.map((column, index) => chalk.bold(fitted(column.head, index))),
    colWidths: widths.map((width) => width + PADDING),
    colAligns: columns.map((column) => column.align ?? 'left'),
    chars: terminal.isTty ? {} : PLAIN_BORDERS,
    // Compact: no line between the rows, which would double the height and say nothing.
    style: { head: [], border: [], compact: true },
    wordWrap: true,
  });
  for (const row of rows) table.push(row.map(fitted));
  return table.toString();
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** Takes from the widest column, one character at a time, until all fit or none can give more. */
function fitWidths(natural: readonly number[], available: number): number[] {
  const widths = natural.map((width) => Math.max(width, 1));
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] as number) <= COLUMN_WIDTH_MIN) break;
    (widths[widest] as number) -= 1;
    excess -= 1;
  }
  return widths;
}

/** cli-table3 wraps between words, and would cut a longer word off: break it, since ids matter to the last character. */
function breakLongWords(text: string, width: number): string {
  // Coloured text is left whole: a break inside a colour code would spill it over the table.
  if (widthOf(text) <= width || text.includes('\u001b')) return text;
  const broken = (word: string): string => (stringWidth(word) <= width ? word : piecesOf(word, width).join('\n'));
  // cli-table3 does not count the blanks before the first word of a line when it wraps.
  return text.split('\n').map((line) => line.trimStart().replace(/\S+/gu, broken)).join('\n');
}

function piecesOf(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    // Twice, when what is left after a mark has no room for a wide character.
    while (piece !== '' && stringWidth(piece + character) > width) {
      // After a '-' or '/' where there is one: `healthy-vm-/is-never` reads better than `healthy-vm-is-n/ever`.
      const cut = Math.max(...['-', '/', '_', '.', ':'].map((mark) => piece.lastIndexOf(mark))) + 1 || piece.length;
      pieces.push(piece.slice(0, cut));
      piece = piece.slice(cut);
    }
    piece += character;
  }
  pieces.push(piece);
  return pieces;
}
