/** The world at one step: rows, processes and beliefs. */
import type { Simulation } from '../../sim/explore/simulation.js';
import type { Trace } from '../../sim/reproduce/trace.js';
import type { Narrator } from '../../sim/show/narrator.js';
import type { CellName } from '../../sim/world/cell.js';
import type { Value } from '../../sim/world/value.js';
import type { Terminal } from '../terminal/terminal.js';
import { chalkFor, wrapped } from './paragraphs.js';

export function worldText(simulation: Simulation, narrator: Narrator, trace: Trace, terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  const cells = presentCells(simulation);
  const of = (...kinds: string[]): string[] => cells.filter(({ cell }) => kinds.includes(cell[0]))
    .map(({ cell, value }) => wrapped(`  ${cell.slice(1).map(String).join(' ')}: ${JSON.stringify(value)}`, terminal, 4));
  const beliefs = narrator.beliefs(readerOf(simulation)).map(({ who, what }) => wrapped(`  ${who}: ${what}`, terminal, 4));
  const sections = [['processes', of('process')], ['rows', of('row')], ['links', of('link')], ['beliefs', beliefs]] as const;
  const step = trace.steps.at(-1)?.number ?? 0;
  return [chalk.bold(`after step ${step}`), ...sections.filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${chalk.bold(title)}\n${lines.join('\n')}`)].join('\n\n');
}

export function worldJson(simulation: Simulation, narrator: Narrator, step: number): object {
  return {
    step, timeMicroseconds: simulation.now,
    cells: presentCells(simulation).map(({ cell, value }) => ({ cell, value })),
    beliefs: narrator.beliefs(readerOf(simulation)),
  };
}

function presentCells({ world, transitions: { cells, interner } }: Simulation): { cell: CellName; value: Value }[] {
  const present = cells.texts.map((text, id) => ({ text, id })).filter(({ id }) => (world[id] ?? 0) !== 0);
  present.sort((left, right) => (left.text < right.text ? -1 : 1));
  return present.map(({ id }) => ({ cell: cells.names[id] as CellName, value: interner.value(world[id] as number) }));
}

function readerOf({ world, transitions }: Simulation): { get(cell: CellName): Value; has(cell: CellName): boolean } {
  return { get: (cell) => transitions.read(world, cell), has: (cell) => transitions.has(world, cell) };
}
