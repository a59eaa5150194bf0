/** What is known of the place that output goes to: a terminal of some width, or a pipe or file. */
import { Chalk, supportsColor, supportsColorStderr, type ChalkInstance } from 'chalk';

/** A terminal, pipe or file, as tables and progress need to know it. */
export interface Terminal {
  /** False for a pipe or a file: no width to fit into, plain borders, nothing redrawn. */
  readonly isTty: boolean;
  /** Width in characters; Infinity when there is nothing to fit into. */
  readonly columns: number;
  /** Whether colour is understood and wanted (NO_COLOR, FORCE_COLOR, --no-color). */
  readonly hasColor: boolean;
}

const COLUMNS_WHEN_UNKNOWN = 80;

/** Describes one of the process's own streams, as it is now: a window may have been resized. */
export function describeTerminal(stream: NodeJS.WriteStream = process.stdout): Terminal {
  const isTty = stream.isTTY === true;
  const color = stream === process.stderr ? supportsColorStderr : supportsColor;
  return { isTty, columns: isTty ? stream.columns || COLUMNS_WHEN_UNKNOWN : Infinity, hasColor: color !== false && isColorWanted() };
}

/** Colours for messages on stderr, or none. */
export function stderrChalk(): ChalkInstance {
  return new Chalk({ level: isColorWanted() && supportsColorStderr !== false ? supportsColorStderr.level : 0 });
}

/** https://no-color.org: chalk knows FORCE_COLOR and --no-color, but not this variable. */
function isColorWanted(): boolean {
  return (process.env['NO_COLOR'] ?? '') === '';
}
