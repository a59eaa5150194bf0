/**
 * The world at a step, as text for a terminal: rows by table, processes with their memory and what waits in them, open
 * calls, what is pending, and what each party believes.
 */
import type { Simulation } from '../explore/simulation.js';
import type { Exchange } from '../network/rpc.js';
import type { Event } from '../process/event.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { clock, lengthOfTime, plain } from './brief.js';
import type { Narrator } from './narrator.js';
import type { Style } from './render-story.js';
import { wordsFor } from './words.js';
import { wrap } from './wrap.js';

export interface WorldStyle {
  /** Columns of the terminal. 100 when left out. */
  readonly width?: number;
  readonly heading?: Style;
  readonly dim?: Style;
  /** A world without a clock: what is pending is shown with the step that armed it. */
  readonly isUntimed?: boolean;
}

interface Cell {
  readonly name: CellName;
  readonly value: Value;
}

const unchanged: Style = (text) => text;

/** The world of a simulation as it stands, in lines of at most `width` columns. */
export function showWorld(simulation: Simulation, narrator: Narrator, style: WorldStyle = {}): string[] {
  const { width = 100, heading = unchanged, dim = unchanged, isUntimed = false } = style;
  const cells = presentCells(simulation);
  const sections: (readonly [string, string[]])[] = [
    ['Rows', rows(cells)],
    ['Processes', processes(cells)],
    ['Open calls', calls(cells)],
    ['Links', links(cells)],
    ['Variables', of(cells, 'variable').map(({ name, value }) => `${rest(name, 1)}: ${plain(value)}`)],
    ['Pending', pending(simulation, narrator, isUntimed)],
    ['Remembered for invariants', of(cells, 'history').map(({ name, value }) => `${rest(name, 1)}: ${plain(value)}`)],
    ['Beliefs', narrator.beliefs(readerOf(simulation)).map(({ who, what }) => `${who}: ${what}`)],
  ];
  const body = sections.filter(([, lines]) => lines.length > 0).flatMap(([title, lines]) =>
    ['', heading(title), ...lines.flatMap((line) => indented(line, width))]);
  return [dim(`after step ${simulation.steps}${isUntimed ? '' : `, at ${clock(simulation.now)}`}`), ...body];
}

function rows(cells: readonly Cell[]): string[] {
  return grouped(of(cells, 'row'), ({ name }) => String(name[1])).flatMap(([table, rowsOfTable]) => [
    table, ...rowsOfTable.map(({ name, value }) => `  ${rest(name, 2)}: ${plain(value)}`),
  ]);
}

function processes(cells: readonly Cell[]): string[] {
  const owned = (category: string, process: Value): Cell[] => of(cells, category).filter(({ name }) => name[1] === process);
  const names = new Set([...of(cells, 'process'), ...of(cells, 'memory'), ...of(cells, 'durable')].map(({ name }) => String(name[1])));
  return [...names].sort().flatMap((process) => {
    const status = of(cells, 'process').find(({ name }) => name[1] === process)?.value as { kind: string; status: string } | undefined;
    return [
      status === undefined ? `${process}: no process` : `${process}: ${status.status}${status.kind === process ? '' : `, a ${status.kind}`}`,
      ...owned('memory', process).map(({ name, value }) => `  ${rest(name, 2)}: ${plain(value)}`),
      ...owned('durable', process).map(({ name, value }) => `  ${rest(name, 2)} (durable): ${plain(value)}`),
      ...owned('lock', process).map(({ name, value }) => `  lock ${rest(name, 2)}: ${lockWords(value)}`),
      ...owned('task', process).map(({ name, value }) => `  ${taskWords(name, value, cells)}`),
    ];
  });
}

function lockWords(value: Value): string {
  const { holder, waiters } = value as unknown as { holder: readonly Value[]; waiters: readonly (readonly Value[])[] };
  const task = (id: readonly Value[]): string => `${String(id[1])} ${String(id[2])}`;
  return `held by ${task(holder)}` + (waiters.length === 0 ? '' : `, awaited by ${waiters.map(task).join(' and ')}`);
}

function taskWords(name: CellName, value: Value, cells: readonly Cell[]): string {
  const { program, args, answers } = value as { program: string; args: Value; answers: readonly Value[] };
  const waitsFor = of(cells, 'call').find((call) => same((call.value as unknown as Exchange).client as Value, name.slice(1)));
  const reason = waitsFor === undefined ? '' : `, waits for ${String(waitsFor.name[2])} to answer ${String(waitsFor.name[3])}`;
  // A task keeps its name when it goes on as another program.
  const now = program === name[2] ? '' : `, now ${program}`;
  return `task ${rest(name, 2)}${now} (${plain(args)}): after ${answers.length} answer${answers.length === 1 ? '' : 's'}${reason}`;
}

function calls(cells: readonly Cell[]): string[] {
  return of(cells, 'call').map(({ name, value }) => {
    const { client, phase, expires } = value as unknown as Exchange;
    const words = { sent: 'on its way', serving: 'being served', replied: 'answered', silent: 'lost' }[phase];
    const waits = client === null ? 'nobody waits for it' : `${client[1]} ${client[2]} waits${expires ? '' : ', without a time-out'}`;
    return `${String(name[1])} to ${String(name[2])}, ${String(name[3])} ${String(name[4])}: ${words}; ${waits}`;
  });
}

function links(cells: readonly Cell[]): string[] {
  return of(cells, 'link').map(({ name, value }) => `${String(name[1])} to ${String(name[2])}: ${String(value)}`);
}

function pending({ agenda, now, transitions: { contents } }: Simulation, narrator: Narrator, isUntimed: boolean): string[] {
  const nodes = Array.from({ length: agenda.count }, (_, node) => node).filter((node) => agenda.isPending(node));
  const due = (node: number): number => agenda.times[node] as number;
  nodes.sort((left, right) => due(left) - due(right) || left - right);
  return nodes.map((node) => {
    const event = contents.events[agenda.contents[node] as number] as Event;
    const { who, what } = wordsFor(event, narrator);
    // A replay never tries an event that the run found held back, so it is merely overdue here.
    const when = due(node) < now || agenda.isParked(node) ? 'held back' : `in ${lengthOfTime(due(node) - now)}`;
    const place = isUntimed ? `since step ${due(node)}` : `${clock(due(node))} (${when})`;
    return `${place}  ${event.kind}: ${who === null ? '' : `${who} `}${what}`;
  });
}

function presentCells({ world, transitions: { cells, interner } }: Simulation): Cell[] {
  const ids = cells.names.map((_, id) => id).filter((id) => (world[id] ?? 0) !== 0);
  ids.sort((left, right) => ((cells.texts[left] as string) < (cells.texts[right] as string) ? -1 : 1));
  return ids.map((id) => ({ name: cells.names[id] as CellName, value: interner.value(world[id] as number) }));
}

function readerOf({ world, transitions }: Simulation): Parameters<Narrator['beliefs']>[0] {
  return { get: (cell) => transitions.read(world, cell), has: (cell) => transitions.has(world, cell) };
}

function of(cells: readonly Cell[], category: string): Cell[] {
  return cells.filter(({ name }) => name[0] === category);
}

function grouped(cells: readonly Cell[], key: (cell: Cell) => string): (readonly [string, Cell[]])[] {
  return [...new Set(cells.map(key))].map((group) => [group, cells.filter((cell) => key(cell) === group)] as const);
}

/** The parts of a name from `from` on, as words. */
function rest(name: CellName, from: number): string {
  return name.slice(from).map((part) => plain(part as Value)).join(' ');
}

function same(left: Value, right: readonly Value[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function indented(line: string, width: number): string[] {
  const depth = line.length - line.trimStart().length + 2;
  return wrap(line.trimStart(), Math.max(20, width - depth), 4).map((part) => ' '.repeat(depth) + part);
}
