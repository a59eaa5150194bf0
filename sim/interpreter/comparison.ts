/**
 * The engine and the interpreter, side by side: each run as lines of text, one a step, and the first line that differs.
 */
import { Simulation } from '../explore/simulation.js';
import { InvariantChecker, type Invariant } from '../explore/invariant.js';
import { TimedRun, type Ending, type TimedOptions } from '../explore/timed-run.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import { Transitions } from '../step/transitions.js';
import { mix32 } from '../world/hash.js';
import { canonical } from '../world/value.js';
import { PlainRun } from './plain-run.js';

export interface Subject {
  readonly model: Model;
  readonly invariants: readonly Invariant[];
  readonly options: TimedOptions;
}

/** What a run shows of itself: a line a step, and how it ended. */
export interface Account {
  readonly steps: readonly string[];
  readonly ending: readonly string[];
}

/** An engine of the subject, warm after its first run. */
export class Engine {
  readonly simulation: Simulation;
  private readonly subject: Subject;
  private readonly run: TimedRun;

  constructor(subject: Subject) {
    const transitions = new Transitions(subject.model);
    this.subject = subject;
    this.simulation = new Simulation(transitions, new InvariantChecker(transitions, subject.invariants));
    this.run = new TimedRun(this.simulation, subject.options);
  }

  account(seed: string, auditEvery = 0): Account {
    const { simulation, run } = this;
    const { transitions } = simulation;
    const steps: string[] = [];
    simulation.auditEvery = auditEvery;
    run.recorder = {
      begin: () => undefined,
      step: (content: number, spontaneous: boolean, faults: number) => {
        steps.push(line(simulation, transitions.contents.text(content), spontaneous, faults, transitions.taken, engineSum(simulation)));
      },
    } as never;
    const marks = (): [string, number][] => transitions.names.names
      .map((name, id): [string, number] => [name, simulation.marks[id] ?? 0]).filter(([, count]) => count > 0);
    return {
      steps,
      ending: ending(() => run.run(seed), () => ({
        ...numbers(simulation), marks: marks().sort(byName),
        tested: this.subject.invariants.flatMap(({ name }, index) => ((simulation.tested & (1 << index)) === 0 ? [] : [name])).sort(),
        violations: simulation.violations.map((violation) => ({
          ...violation, invariant: this.subject.invariants[violation.invariant]?.name ?? '',
        })),
        cells: [...transitions.cells.texts.entries()].flatMap(([cell, text]) => {
          const value = simulation.world[cell] ?? 0;
          return value === 0 ? [] : [`${text} = ${canonical(transitions.interner.value(value))}`];
        }),
        pending: pendingOf(simulation),
      })),
    };
  }
}

export function interpreted(subject: Subject, seed: string): Account {
  const run = new PlainRun(subject.model, subject.invariants, subject.options);
  const { simulation } = run;
  const steps: string[] = [];
  run.recorder = (event, spontaneous, faults) => {
    steps.push(line(simulation, canonical(event), spontaneous, faults, simulation.taken, run.stateSum()));
  };
  return {
    steps,
    ending: ending(() => run.run(seed), () => ({
      ...numbers(simulation), marks: [...simulation.marks].sort(byName), tested: [...simulation.tested].sort(),
      violations: simulation.violations,
      cells: [...simulation.world.cells].map(([name, value]) => `${name} = ${value}`),
      pending: simulation.agenda.entries.map(({ text, parkedOn, time }) => pendingLine(text, parkedOn !== null, time)),
    })),
  };
}

/** The first difference between two accounts, with the steps that led to it; null when there is none. */
export function firstDifference(engine: Account, interpreter: Account): string | null {
  const count = Math.max(engine.steps.length, interpreter.steps.length);
  for (let nth = 0; nth < count; nth += 1) {
    if (engine.steps[nth] === interpreter.steps[nth]) continue;
    const before = engine.steps.slice(Math.max(0, nth - 6), nth);
    return [
      `step ${nth + 1} differs, after`, ...before, 'engine:', engine.steps[nth] ?? '(ended)', 'interpreter:',
      interpreter.steps[nth] ?? '(ended)',
    ].join('\n  ');
  }
  const missing = engine.ending.filter((text) => !interpreter.ending.includes(text));
  const more = interpreter.ending.filter((text) => !engine.ending.includes(text));
  if (missing.length === 0 && more.length === 0) return null;
  return ['the endings differ. Engine only:', ...missing, 'interpreter only:', ...more].join('\n  ');
}

interface Shown {
  readonly steps: number;
  readonly events: number;
  readonly hash: number;
  readonly secondHash: number;
  readonly marks: readonly unknown[];
  readonly tested: readonly string[];
  readonly violations: readonly unknown[];
  readonly cells: readonly string[];
  readonly pending: readonly string[];
}

type Numbers = Pick<Shown, 'steps' | 'events' | 'hash' | 'secondHash'>;

function numbers({ steps, events, hash, secondHash }: Numbers): Numbers {
  return { steps, events, hash, secondHash };
}

function ending(run: () => Ending, show: () => Shown): string[] {
  let how: string;
  let fault: ModelFault | null = null;
  try {
    how = JSON.stringify(run());
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    fault = error;
    how = `the model is at fault: ${error.handler}`;
  }
  const shown = show();
  const { steps, events, hash, secondHash } = shown;
  const lines = [how, JSON.stringify({ steps, events, hash, secondHash }), `tested ${shown.tested.join()}`];
  lines.push(...shown.violations.map((violation) => canonical(violation)));
  // A step that was given up half-way leaves traces of its own in each.
  if (fault !== null) return lines;
  return [...lines, ...shown.marks.map((mark) => JSON.stringify(mark)), ...shown.cells, ...shown.pending];
}

function line(
  { now, hash, secondHash }: { now: number; hash: number; secondHash: number }, event: string, spontaneous: boolean,
  faults: number, taken: readonly number[], state: string,
): string {
  const choices = taken.length === 0 ? '' : ` choices ${taken.join()}`;
  return `${now} ${event}${spontaneous ? ' of its own accord' : ''}${choices} faults ${faults} hash ${hash} ${secondHash} state ${state}`;
}

function pendingOf({ agenda, transitions }: Simulation): string[] {
  const lines: string[] = [];
  for (let node = 0; node < agenda.count; node += 1) {
    if (!agenda.isPending(node)) continue;
    const text = transitions.contents.text(agenda.contents[node] as number);
    lines.push(pendingLine(text, agenda.isParked(node), agenda.times[node] as number));
  }
  return lines;
}

function pendingLine(text: string, parked: boolean, time: number): string {
  return parked ? `parked ${text}` : `at ${time} ${text}`;
}

/** Cells and pending events, whatever their order and their ids. */
function engineSum({ world, agenda, transitions: { cells, contents, interner } }: Simulation): string {
  let first = 0;
  let second = 0;
  for (let cell = 0; cell < cells.size; cell += 1) {
    const value = world[cell] ?? 0;
    if (value === 0) continue;
    first = (first + mix32(cells.hashes[cell]!, interner.hash(value))) | 0;
    second = (second + mix32(cells.hashes[cell]!, interner.secondHash(value))) | 0;
  }
  for (let node = 0; node < agenda.count; node += 1) {
    if (!agenda.isPending(node)) continue;
    const content = agenda.contents[node]!;
    first = (first + mix32(0x70656e64, contents.hashes[content]!)) | 0;
    second = (second + mix32(0x70656e64, contents.secondHashes[content]!)) | 0;
  }
  return `${first} ${second}`;
}

function byName([left]: readonly [string, number], [right]: readonly [string, number]): number {
  return left < right ? -1 : 1;
}
