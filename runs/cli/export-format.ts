/** `--export`: prints the run in a format for another program, and nothing else. */
import { EXPORTS, type ExportFormat } from '../../sim/show/export/formats.js';
import { UsageError } from '../terminal/failure.js';
import { unknownName } from '../terminal/suggest.js';

const formats = new Map<string, ExportFormat>(Object.entries(EXPORTS));

/** What the option does, for `--help`. */
export const EXPORT_SENTENCE = `print the run as ${[...formats].map(([name, { sentence }]) => `${name} (${sentence})`).join(', ')}`;

/** Flags that ask for something else to be printed. */
const OTHER_FLAGS = ['step', 'story', 'json', 'markdown', 'html'];

/** The format that a command's flags name; null when nothing is to be exported. @throws UsageError */
export function exportFormat(flags: { readonly export?: string }): ExportFormat | null {
  const { export: name, ...others } = flags;
  if (name === undefined) return null;
  const format = formats.get(name);
  if (format === undefined) throw unknownName('export format', name, [...formats.keys()]);
  const other = OTHER_FLAGS.find((flag) => flag in others);
  if (other === undefined) return format;
  throw new UsageError({
    what: `--export prints a file for another program, so --${other} has no place beside it.`, next: 'Run the command twice, with one of them each.',
  });
}
