/** The world at one step, for people and for programs. */
import type { Simulation } from '../../sim/explore/simulation.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { showWorld } from '../../sim/show/world.js';
import type { CellName } from '../../sim/world/cell.js';
import type { Value } from '../../sim/world/value.js';
import type { Terminal } from '../terminal/terminal.js';
import { chalkFor, textWidth } from './paragraphs.js';

export function worldText(simulation: Simulation, narrator: Narrator, terminal: Terminal, isUntimed = false): string {
  const { bold, dim } = chalkFor(terminal);
  return showWorld(simulation, narrator, { width: textWidth(terminal), heading: bold, dim, isUntimed }).join('\n');
}

/** All cells by name, so that a program can compare two steps. */
export function worldJson(simulation: Simulation, narrator: Narrator, step: number): object {
  const { world, now, transitions } = simulation;
  const { cells, interner } = transitions;
  const present = cells.texts.map((text, id) => ({ text, id })).filter(({ id }) => (world[id] ?? 0) !== 0);
  present.sort((left, right) => (left.text < right.text ? -1 : 1));
  const reader = { get: (cell: CellName): Value => transitions.read(world, cell), has: (cell: CellName): boolean => transitions.has(world, cell) };
  return {
    step, timeMicroseconds: now,
    cells: present.map(({ id }) => ({ cell: cells.names[id], value: interner.value(world[id] as number) })),
    beliefs: narrator.beliefs(reader),
  };
}
