/**
 * The conformance report as text: a table, then the first disagreement of each machine that has one.
 */

import Table from 'cli-table3';
import type { Disagreement, MachineReport } from './check-machine.js';
import type { ConformanceReport } from './check-vectors.js';

/** Renders the report without colours. */
export function conformanceTable({ machines: played }: ConformanceReport): string {
  const table = new Table({
    head: ['machine', 'sequences', 'agreed', 'of steps', 'panics'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const report of played) table.push(row(report));
  const disagreements = played.flatMap(({ machine, first }) => (first === null ? [] : [describeDisagreement(machine, first)]));
  return [table.toString(), `${agreedOf(played)} recorded steps agree.`, ...disagreements].join('\n\n');
}

function describeDisagreement(machine: string, found: Disagreement): string {
  return [
    `${machine}: ${found.line}, step ${found.step} first differs at ${found.place}`,
    `  input     ${JSON.stringify(found.input)}`,
    `  recorded  ${JSON.stringify(found.recorded)}`,
    `  modelled  ${JSON.stringify(found.modelled)}`,
  ].join('\n');
}

function row({ machine, lines, agreed, steps, panics }: MachineReport): (string | number)[] {
  return [machine, lines, agreed, steps, panics];
}

function agreedOf(reports: readonly MachineReport[]): string {
  const sum = (count: (report: MachineReport) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  return `${sum(({ agreed }) => agreed)} of ${sum(({ steps }) => steps)}`;
}
