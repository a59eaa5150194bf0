/** Where a command runs: what it writes to, and what it may use. Other than the process's own in tests. */
import type { CommittedCampaign, CommittedCheck } from '../ci/committed.js';
import { describeTerminal, type Terminal } from '../terminal/terminal.js';
import { scenarios } from '../scenarios/index.js';
import type { Scenario } from '../scenarios/scenario.js';
import { startThread, type StartWorker } from '../campaign/workers.js';

export interface Committed {
  readonly campaigns: readonly CommittedCampaign[];
  readonly checks: readonly CommittedCheck[];
  /** The folder of saved capsules; left out: `runs/regressions/`. */
  readonly regressions?: string;
}

export interface Surroundings {
  /** Results, and nothing else: it may be a pipe to another program. */
  out(text: string): void;
  /** Progress and warnings. */
  note(text: string): void;
  /** What results are written to. */
  readonly terminal: Terminal;
  /** Whether progress is shown. */
  readonly showsProgress: boolean;
  /** The current directory: where `--out` is, and what paths are printed relative to. */
  readonly directory: string;
  readonly scenarios: readonly Scenario[];
  readonly scenariosModule: string | null;
  readonly startWorker: StartWorker;
  /** The environment's variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What `whatif ci` runs, if not the committed list. */
  readonly committed: Committed | null;
  /** Calls `stop` on Ctrl-C; returns how to undo that. */
  onInterrupt(stop: () => void): () => void;
}

/** The surroundings of a process of its own. */
export function ofThisProcess(): Surroundings {
  return {
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    terminal: describeTerminal(process.stdout),
    showsProgress: true,
    directory: process.cwd(),
    scenarios,
    scenariosModule: null,
    startWorker: startThread,
    environment: process.env,
    committed: null,
    onInterrupt: (stop) => {
      // The second Ctrl-C is for those who do not want to wait for the report.
      const listener = (): void => {
        process.once('SIGINT', () => process.exit(130));
        stop();
      };
      process.once('SIGINT', listener);
      process.once('SIGTERM', listener);
      return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
    },
  };
}
