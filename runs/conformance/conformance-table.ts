/**
 * The conformance report as text: a table, then the first disagreement of each machine that has one.
 */

import Table from 'cli-table3';
import type { Disagreement } from './check-machine.js';
import type { ConformanceReport } from './check-vectors.js';

/** Renders the report without colours. */
export function conformanceTable(report: ConformanceReport): string {
  const table = new Table({
    head: ['machine', 'sequences', 'agreed', 'of steps', 'panics'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { machine, lines, agreed, steps, panics } of report.machines) {
    table.push([machine, lines, agreed, steps, panics]);
  }
  for (const { machine, steps } of report.notYetDriven) {
    table.push([machine, '', 'not yet driven', steps, '']);
  }
  const agreed = sum(report.machines.map((machine) => machine.agreed));
  const steps = sum(report.machines.map((machine) => machine.steps));
  const total = `${agreed} of ${steps} recorded steps agree.`;
  const disagreements = report.machines.flatMap(({ machine, first }) =>
    first === null ? [] : [describeDisagreement(machine, first)],
  );
  return [table.toString(), total, ...disagreements].join('\n\n');
}

function describeDisagreement(machine: string, found: Disagreement): string {
  return [
    `${machine}: ${found.line}, step ${found.step} first differs at ${found.place}`,
    `  input     ${JSON.stringify(found.input)}`,
    `  recorded  ${JSON.stringify(found.recorded)}`,
    `  modelled  ${JSON.stringify(found.modelled)}`,
  ].join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
