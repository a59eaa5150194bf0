/**
 * The interpreter's step: it works on a copy of the world, at once. What concerns pending events (arming, cancelling,
 * the end of a process) is listed, and takes place when the step has ended without being blocked.
 */
import { afterCrash, resetReply, type Exchange } from '../network/rpc.js';
import { orphaned, traitsOf, type CallId, type Event } from '../process/event.js';
import type { Choice, Running, Step } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import { canonical, type Value } from '../world/value.js';
import { parsed, type PlainWorld, type Texts } from './plain-world.js';

export interface Armed {
  readonly event: Event;
  readonly duration: string;
}

/** The end of a process, and the replies that its clients get instead of an answer. */
export interface Forgotten {
  readonly process: string;
  readonly resets: readonly Event[];
}

export class PlainStep implements Step {
  /** The world as this step leaves it. */
  readonly cells: Texts;
  /** Cells that changed, be it only for a while. */
  readonly changed = new Set<string>();
  /** Cells that were read before the step wrote them. */
  readonly reads = new Set<string>();
  arms: Armed[] = [];
  cancels: Event[] = [];
  readonly forgotten: Forgotten[] = [];
  readonly marks: string[] = [];
  readonly taken: number[] = [];
  rule: string | null = null;
  blocked = false;
  private readonly world: PlainWorld;
  private readonly draw: (choice: Choice, nth: number) => number;
  private readonly written = new Set<string>();
  /** The world when the changes were last noted. */
  private noted: Texts;

  constructor(world: PlainWorld, draw: (choice: Choice, nth: number) => number) {
    this.world = world;
    this.draw = draw;
    this.cells = new Map(world.cells);
    this.noted = new Map(world.cells);
  }

  get(name: CellName): Value {
    const text = this.cells.get(this.read(name));
    return text === undefined ? null : parsed(text);
  }

  has(name: CellName): boolean {
    return this.cells.has(this.read(name));
  }

  set(name: CellName, value: Value): void {
    this.write(canonical(name), canonical(value));
  }

  remove(name: CellName): void {
    this.write(canonical(name), undefined);
  }

  choose(choice: Choice): number {
    if (choice.options.length <= 1) return 0;
    const option = this.draw(choice, this.taken.length);
    this.taken.push(option);
    return option;
  }

  arm(event: Value, duration: string): void {
    this.arms.push({ event: parsed(canonical(event)) as unknown as Event, duration });
  }

  /** What this very step armed was never pending; it is taken back first. */
  cancel(event: Value): void {
    const text = canonical(event);
    const own = this.arms.map((armed) => canonical(armed.event)).lastIndexOf(text);
    if (own >= 0) this.arms = this.arms.filter((_, index) => index !== own);
    else this.cancels.push(parsed(text) as unknown as Event);
  }

  block(): void {
    this.blocked = true;
  }

  mark(name: string): void {
    this.marks.push(name);
  }

  because(rule: string): void {
    this.rule = rule;
  }

  settle(value: Value): Value {
    return parsed(canonical(value));
  }

  begin(task: CellName, start: () => Running): Running {
    const running = start();
    this.world.generators.set(canonical(task), running);
    return running;
  }

  resume(task: CellName, _start: () => Running, _answers: readonly Value[]): Running {
    const running = this.world.generators.get(canonical(task));
    if (running === undefined) throw new Error(`The interpreter has no generator of ${canonical(task)}`);
    return running;
  }

  /** A process is gone: its memory, tasks and locks, its side of each exchange, its own events. */
  forget(process: string): void {
    this.noteChanges();
    const names = [...this.cells.keys()].sort().map((text) => JSON.parse(text) as CellName);
    for (const name of names) {
      if (['memory', 'task', 'lock'].includes(name[0]) && name[1] === process) this.remove(name);
    }
    const resets: Event[] = [];
    for (const [side, place] of [['client', 1], ['server', 2]] as const) {
      for (const name of names) {
        const text = this.cells.get(canonical(name));
        if (name[0] !== 'call' || name[place] !== process || text === undefined) continue;
        const { exchange, reset } = afterCrash(JSON.parse(text) as Exchange, side);
        this.write(canonical(name), exchange === null ? undefined : canonical(exchange));
        if (reset) resets.push(resetReply(name.slice(1) as unknown as CallId) as unknown as Event);
      }
    }
    this.noteChanges();
    const isOwn = (event: Event): boolean => traitsOf(event).privateTo === process;
    this.cancels = this.cancels.filter((event) => !isOwn(event));
    this.arms = this.arms.filter(({ event }) => !isOwn(event))
      .map((armed) => ({ ...armed, event: orphaned(armed.event, process) ?? armed.event }));
    this.forgotten.push({ process, resets });
  }

  /** Adds the cells that differ from when this was called last to the changed ones. */
  noteChanges(): void {
    for (const name of new Set([...this.cells.keys(), ...this.noted.keys()])) {
      if (this.cells.get(name) !== this.noted.get(name)) this.changed.add(name);
    }
    this.noted = new Map(this.cells);
  }

  private read(name: CellName): string {
    const text = canonical(name);
    if (!this.written.has(text)) this.reads.add(text);
    return text;
  }

  private write(name: string, value: string | undefined): void {
    this.written.add(name);
    if (value === undefined) this.cells.delete(name);
    else this.cells.set(name, value);
  }
}
