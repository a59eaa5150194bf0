/**
 * The whole conformance check: every vector file, each machine on its model.
 */

import { checkMachine, type MachineReport } from './check-machine.js';
import type { VectorFile } from './load-vectors.js';
import { machines } from './machines/index.js';
import type { VectorLine } from './vector.js';

/** The verdict on all vectors. */
export interface ConformanceReport {
  readonly machines: readonly MachineReport[];
}

/**
 * Checks `files`.
 * @throws Error when a file holds a machine that nobody has named, or a named machine has no vectors.
 */
export function checkVectors(files: readonly VectorFile[]): ConformanceReport {
  const linesOf = new Map<string, VectorLine[]>();
  for (const line of files.flatMap((file) => file.lines)) {
    const lines = linesOf.get(line.machine) ?? [];
    lines.push(line);
    linesOf.set(line.machine, lines);
  }
  const take = (machine: string): readonly VectorLine[] => {
    const lines = linesOf.get(machine);
    if (lines === undefined) throw new Error(`there are no vectors of ${machine}: copy them into vectors/`);
    linesOf.delete(machine);
    return lines;
  };
  const report = { machines: machines.map((machine) => checkMachine(machine, take(machine.machine))) };
  const [unknown] = linesOf.keys();
  if (unknown !== undefined) throw new Error(`nobody plays ${unknown}: add an adapter or name it in machines/index.ts`);
  return report;
}

/** True when every step agrees with the real code. */
export function allAgree(report: ConformanceReport): boolean {
  return report.machines.every(({ steps, agreed }) => steps === agreed);
}
