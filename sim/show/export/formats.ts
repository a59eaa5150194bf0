/** The formats that a run can be exported to, by the names that the command line has for them. */
import type { Trace, TracedViolation } from '../../reproduce/trace.js';
import type { Narrator } from '../narrator.js';
import { itfTrace } from './itf.js';
import { mermaidDiagram } from './mermaid.js';
import { perfettoTrace } from './perfetto.js';
import { shivizLog } from './shiviz.js';

export interface ExportFormat {
  /** What it is and who opens it, in a line. */
  readonly sentence: string;
  /** Of a file's name, without the first dot. */
  readonly extension: string;
  /** The whole file. */
  write(trace: Trace, narrator: Narrator, violation: TracedViolation | null): string;
}

export const EXPORTS = {
  mermaid: { sentence: 'a sequence diagram, which GitHub draws', extension: 'mmd', write: mermaidDiagram },
  perfetto: { sentence: 'a timeline, for ui.perfetto.dev and chrome://tracing', extension: 'trace.json', write: perfettoTrace },
  shiviz: { sentence: 'a happens-before graph, for ShiViz', extension: 'shiviz.log', write: shivizLog },
  itf: { sentence: 'a state after each step, for the ITF trace viewer', extension: 'itf.json', write: itfTrace },
} as const satisfies Readonly<Record<string, ExportFormat>>;
