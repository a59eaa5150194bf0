/**
 * The conformance report as text: a table, then the first disagreement of each machine that has one.
 */

import Table from 'cli-table3';
import type { Disagreement, MachineReport } from './check-machine.js';
import type { ConformanceReport } from './check-vectors.js';

/** Renders the report without colours. */
export function conformanceTable({ machines: played, notYetDriven }: ConformanceReport): string {
  const table = new Table({
    head: ['machine', 'sequences', 'agreed', 'of steps', 'panics'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const report of played) table.push(row(report, report.machine));
  for (const report of notYetDriven) table.push(row(report, `${report.machine} (not yet driven: its decisions)`));
  const totals = [
    `${agreedOf(played)} recorded steps agree.`,
    `${agreedOf(notYetDriven)} more agree with the pure decisions of machines that no actor drives yet.`,
  ].join('\n');
  const disagreements = [...played, ...notYetDriven].flatMap(({ machine, first }) =>
    first === null ? [] : [describeDisagreement(machine, first)],
  );
  return [table.toString(), totals, ...disagreements].join('\n\n');
}

function describeDisagreement(machine: string, found: Disagreement): string {
  return [
    `${machine}: ${found.line}, step ${found.step} first differs at ${found.place}`,
    `  input     ${JSON.stringify(found.input)}`,
    `  recorded  ${JSON.stringify(found.recorded)}`,
    `  modelled  ${JSON.stringify(found.modelled)}`,
  ].join('\n');
}

function row({ lines, agreed, steps, panics }: MachineReport, name: string): (string | number)[] {
  return [name, lines, agreed, steps, panics];
}

function agreedOf(reports: readonly MachineReport[]): string {
  const sum = (count: (report: MachineReport) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  return `${sum(({ agreed }) => agreed)} of ${sum(({ steps }) => steps)}`;
}
