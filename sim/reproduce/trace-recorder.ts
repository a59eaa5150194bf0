/**
 * Watches a simulation step by step, and keeps what it sees in the words of the model.
 *
 * It compares the world with a copy from before the step, so it sees every write, those of symbolic operations too. What
 * a step drew is found by walking its learned tree once more over that copy; no handler runs for it.
 */
import type { Simulation, Violation } from '../explore/simulation.js';
import type { LeadsTo } from '../explore/exhaustive/properties.js';
import type { RunPlan } from '../explore/profile.js';
import type { StepRecorder } from '../explore/timed-run.js';
import { readsOf } from '../explore/simulation.js';
import type { Event } from '../process/event.js';
import type { Choice, Reader } from '../step/step.js';
import { LEAF_MARKS, LEAF_READS, LEAF_RULE } from '../step/leaf-pool.js';
import type { CellName } from '../world/cell.js';
import { hexWords } from './content-fingerprint.js';
import { optionName } from './option-name.js';
import type { Trace, TracedArming, TracedChoice, TracedRead, TracedViolation, TracedWrite, TraceStep } from './trace.js';

/** What a recorder cannot see for itself. */
export interface RunEnd {
  readonly seed: string | null;
  readonly atRest: boolean;
  readonly plan: RunPlan | null;
  readonly modelFault: Trace['modelFault'];
}

interface LiveEvent {
  readonly content: number;
  readonly armedBy: number;
  readonly due: number;
  readonly late: boolean;
}

interface Gone {
  readonly node: number;
  readonly event: Event;
  readonly armedBy: number;
}

export class TraceRecorder implements StepRecorder {
  private readonly simulation: Simulation;
  private readonly steps: TraceStep[] = [];
  private readonly violations: TracedViolation[] = [];
  /** The world before the step that is recorded next. */
  private former = new Int32Array(0);
  /** The step that wrote each cell last. */
  private readonly writers: number[] = [];
  /** The pending events, by agenda node. */
  private readonly live = new Map<number, LiveEvent>();
  private nodesSeen = 0;
  private faults = 0;
  /** Events that turn out to be late with the next step. */
  private lateNext = 0;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  begun(): void {
    const { choices } = this.simulation.transitions;
    const drawn: TracedChoice[] = [];
    const { firstChoices } = this.simulation;
    for (let at = 0; at < firstChoices.length; at += 2) {
      drawn.push(traced(choices.choices[firstChoices[at] as number] as Choice, firstChoices[at + 1] as number));
    }
    this.add({ event: null, fingerprint: hexWords(0, 0), key: [], spontaneous: false, late: false, armedBy: null }, drawn);
  }

  /** Without a clock: so many events turn out to be late with the next step. */
  wereLate(count: number): void {
    this.faults += count;
    this.lateNext = count;
  }

  step(content: number, spontaneous: boolean, _late: number, node: number): void {
    const { contents } = this.simulation.transitions;
    const fired = this.fired(node);
    const event = contents.events[content] as Event;
    if (spontaneous && event.kind === 'fault') this.faults += 1;
    this.add({
      event,
      fingerprint: hexWords(contents.hashes[content] as number, contents.secondHashes[content] as number),
      key: contents.traits[content]?.domain ?? [],
      spontaneous,
      late: fired?.late ?? false,
      armedBy: fired?.armedBy ?? null,
    }, this.drawn(content));
  }

  /** The whole trace. Call it once the run is over: violations of a world at rest are found last. */
  trace(end: RunEnd): Trace {
    this.noteViolations();
    const { simulation } = this;
    return {
      model: simulation.transitions.model.name,
      ...end,
      steps: this.steps,
      violations: this.violations,
      hash: hexWords(simulation.hash, simulation.secondHash),
      events: simulation.events,
      faults: this.faults,
      time: simulation.now,
    };
  }

  private add(
    what: Pick<TraceStep, 'event' | 'fingerprint' | 'key' | 'spontaneous' | 'late' | 'armedBy'>,
    choices: readonly TracedChoice[],
  ): void {
    const { simulation } = this;
    const { leaves, names } = simulation.transitions;
    const { leaf } = simulation;
    const data = leaves.data;
    const number = this.steps.length;
    const rule = data[leaf + LEAF_RULE] as number;
    const reads = this.reads(leaf);
    const gone = this.gone();
    const armed = this.armed(number, gone);
    this.faults += choices.filter(({ fault }) => fault !== null).length + armed.filter(({ late }) => late).length;
    // A leaf's marks lie just before its reads.
    const marksEnd = readsOf(data, leaf);
    const marks = Array.from(data.subarray(marksEnd - (data[leaf + LEAF_MARKS] as number), marksEnd), (id) => names.name(id));
    this.steps.push({
      number, time: simulation.now, ...what, choices, reads, writes: this.writes(number), armed,
      cancelled: gone.map(({ event, armedBy }) => ({ event, armedBy })), rule: rule < 0 ? null : names.name(rule), marks,
      ...(this.lateNext > 0 ? { lateFaults: this.lateNext } : {}),
    });
    this.lateNext = 0;
    this.noteViolations();
  }

  /**
   * The pending event that fired. Equal events are one as good as another; the story goes that the one due first fired,
   * and it must be the same story when the run is replayed.
   */
  private fired(node: number): LiveEvent | undefined {
    const fired = this.live.get(node);
    this.live.delete(node);
    if (fired === undefined) return undefined;
    let first = fired;
    let firstNode = node;
    for (const [other, event] of this.live) {
      if (event.content !== fired.content) continue;
      if (event.due < first.due || (event.due === first.due && other < firstNode)) [first, firstNode] = [event, other];
    }
    if (firstNode !== node) this.live.set(firstNode, fired);
    return first;
  }

  /** Walks the event's tree over the world before the step, to see which choices the options belong to. */
  private drawn(content: number): TracedChoice[] {
    const { transitions, world } = this.simulation;
    if (this.former.length < world.length) this.former = enlarged(this.former, world.length);
    const taken = [...transitions.taken];
    const drawn: TracedChoice[] = [];
    transitions.fire(content, this.former, {
      choose: (choice, nth) => {
        drawn.push(traced(transitions.choices.choices[choice] as Choice, taken[nth] as number));
        return taken[nth] as number;
      },
    });
    return drawn;
  }

  private reads(leaf: number): TracedRead[] {
    const { data } = this.simulation.transitions.leaves;
    const start = readsOf(data, leaf);
    const reads: TracedRead[] = [];
    for (let at = 0; at < (data[leaf + LEAF_READS] as number); at += 1) {
      reads.push(this.read(data[start + at] as number, this.former));
    }
    return reads;
  }

  private read(cell: number, world: Int32Array): TracedRead {
    const { cells, interner } = this.simulation.transitions;
    return {
      cell: cells.names[cell] as CellName, value: interner.value(world[cell] ?? 0), writer: this.writers[cell] ?? null,
    };
  }

  private writes(number: number): TracedWrite[] {
    const { world, transitions: { cells, interner } } = this.simulation;
    if (this.former.length < world.length) this.former = enlarged(this.former, world.length);
    const { former } = this;
    const writes: TracedWrite[] = [];
    for (let cell = 0; cell < cells.size; cell += 1) {
      const before = former[cell] as number;
      const after = world[cell] as number;
      if (before === after) continue;
      writes.push({ cell: cells.names[cell] as CellName, before: interner.value(before), after: interner.value(after) });
      former[cell] = after;
      this.writers[cell] = number;
    }
    // Ids follow the order in which an engine first met its cells; a trace must not.
    return writes.sort((left, right) => (cellText(left.cell) < cellText(right.cell) ? -1 : 1));
  }

  /** The pending events that the step took away. */
  private gone(): Gone[] {
    const { agenda, transitions: { contents } } = this.simulation;
    const gone: Gone[] = [];
    for (const [node, { armedBy }] of this.live) {
      if (agenda.isPending(node)) continue;
      this.live.delete(node);
      gone.push({ node, event: contents.events[agenda.contents[node] as number] as Event, armedBy });
    }
    return gone;
  }

  /** The pending events that the step made. Takes those out of `gone` that only changed their words. */
  private armed(number: number, gone: Gone[]): TracedArming[] {
    const { agenda, now, transitions: { contents, names, model } } = this.simulation;
    const armed: TracedArming[] = [];
    for (let node = this.nodesSeen; node < agenda.count; node += 1) {
      const event = contents.events[agenda.contents[node] as number] as Event;
      const due = agenda.times[node] as number;
      const former = gone.findIndex((other) => isOrphanOf(event, other.event) && agenda.times[other.node] === due &&
        agenda.tie(other.node) === agenda.tie(node));
      const range = model.durations[names.name(agenda.durations[node] as number)];
      const late = former < 0 && range !== undefined && due - now > range.max;
      armed.push({ event, takes: due - now, due, late, carriedOver: former >= 0 });
      const armedBy = former < 0 ? number : (gone[former] as Gone).armedBy;
      if (former >= 0) gone.splice(former, 1);
      this.live.set(node, { content: agenda.contents[node] as number, armedBy, due, late });
    }
    this.nodesSeen = agenda.count;
    return armed;
  }

  /**
   * What was to come in the end never comes: the execution ends here, or its last steps go round for ever. It is told like a violation
   * of its last step.
   */
  neverPaid({ name, sentence, owed, paid }: LeadsTo, subject: string, evidence: string, fingerprint: string): void {
    this.noteViolations();
    const { reads, reader } = this.watchedReads();
    owed(reader);
    paid(reader, subject);
    this.violations.push({ invariant: name, sentence, step: this.steps.length - 1, evidence, fingerprint, faults: this.faults, blame: null, reads: [...reads.values()] });
  }

  private watchedReads(): { reads: Map<number, TracedRead>; reader: Reader } {
    const { world, transitions } = this.simulation;
    const reads = new Map<number, TracedRead>();
    const get = (name: CellName): TracedRead['value'] => {
      const cell = transitions.cells.id(name);
      const read = this.read(cell, world);
      reads.set(cell, read);
      return read.value;
    };
    return { reads, reader: { get, has: (name) => get(name) !== null } };
  }

  private noteViolations(): void {
    const found = this.simulation.violations;
    while (this.violations.length < found.length) {
      this.violations.push(this.violation(found[this.violations.length] as Violation));
    }
  }

  /** Judges the world again, to see what the invariant looked at. */
  private violation({ invariant, step, evidence, fingerprint }: Violation): TracedViolation {
    const { checker, world, transitions } = this.simulation;
    const { reads, reader } = this.watchedReads();
    const judged = checker.invariants[invariant];
    const verdict = judged?.check(reader);
    const blame = verdict?.broken?.blame;
    const cell = blame === undefined ? -1 : transitions.cells.find(blame);
    return {
      invariant: judged?.name ?? 'unknown', sentence: judged?.sentence ?? '', step, evidence, fingerprint,
      faults: this.faults, blame: cell < 0 ? null : this.read(cell, world), reads: [...reads.values()],
    };
  }
}

function traced(choice: Choice, option: number): TracedChoice {
  return { label: choice.label, option: optionName(choice, option), fault: choice.options[option]?.fault ?? null };
}

/** Whether this is what the end of its sender made of a statement under way: nobody waits for it any more. */
function isOrphanOf(event: Event, former: Event): boolean {
  return event.kind === 'statement' && event.task === null && former.kind === 'statement' && former.task !== null &&
    former.from === event.from && former.statement === event.statement;
}

function cellText(cell: CellName): string {
  return JSON.stringify(cell);
}

function enlarged(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
