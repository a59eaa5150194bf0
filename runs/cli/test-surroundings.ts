/** Surroundings for tests: everything that is written is kept, and campaigns run in this thread. */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { startInline } from '../campaign/workers.js';
import { exampleCounter } from '../scenarios/example-counter.js';
import { describeFailure, Failure } from '../terminal/failure.js';
import { runCommandLine } from './command-line.js';
import type { Surroundings } from './surroundings.js';

export interface Transcript {
  readonly exitCode: number;
  readonly out: string;
  readonly errors: string;
}

/** A folder of its own for each test file. */
export function temporaryDirectory(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'whatif-'));
}

/** Surroundings that nothing is heard of. */
export function testSurroundings(directory: string): Surroundings {
  return {
    out: () => undefined,
    note: () => undefined,
    terminal: { isTty: false, columns: Infinity, hasColor: false },
    showsProgress: false,
    directory,
    scenarios: [exampleCounter],
    scenariosModule: null,
    startWorker: startInline,
    environment: {},
    committed: null,
    onInterrupt: () => () => undefined,
  };
}

/** Runs a command line in this process. */
export async function transcript(
  commandLine: string, directory: string, changes: Partial<Surroundings> = {},
): Promise<Transcript> {
  let out = '';
  let errors = '';
  const surroundings: Surroundings = {
    ...testSurroundings(directory),
    out: (text) => void (out += text),
    note: (text) => void (errors += text),
    ...changes,
  };
  try {
    const exitCode = await runCommandLine(commandLine.split(' ').filter((word) => word !== ''), surroundings);
    return { exitCode, out, errors };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { exitCode: error.exitCode, out, errors: errors + stripVTControlCharacters(describeFailure(error)) };
  }
}

/** What differs between two equal campaigns: how long they took. */
export function withoutTimes(text: string): string {
  return text.replace(/in [\d.]+ s(, \S+ events\/s)?/g, 'in TIME').replace(/"(seconds|eventsPerSecond)": [\d.]+/g, '"$1": TIME');
}
