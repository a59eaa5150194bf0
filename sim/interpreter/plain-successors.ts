/**
 * States as texts, and all steps of a state, as plainly as can be: each runs its handler on copies, once for every way in
 * which its choices can come out.
 */
import { fire } from '../process/dispatch.js';
import { orphaned, traitsOf, type Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import type { Choice, Running } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import { canonical, type Value } from '../world/value.js';
import { PlainStep } from './plain-step.js';
import { PlainWorld, type Texts } from './plain-world.js';

export interface PlainState {
  readonly cells: Texts;
  /** Sorted texts. */
  readonly pending: readonly string[];
  /** How often each source of stimuli was used. */
  readonly used: readonly number[];
}

/** A step on a world that forks: generators cannot be copied, so they are replayed. */
class ForkingStep extends PlainStep {
  override begin(_task: CellName, start: () => Running): Running {
    return start();
  }

  override resume(_task: CellName, start: () => Running, answers: readonly Value[]): Running {
    const running = start();
    const skipMarks = (next: IteratorResult<unknown, Value>): void => {
      let waiting = next;
      while (waiting.done !== true && (waiting.value as { effect?: string }).effect === 'mark') waiting = running.next(null);
    };
    skipMarks(running.next());
    for (const answer of answers) skipMarks(running.next(answer));
    return running;
  }
}

/** One step of a state, with what it leads to. */
export interface PlainSuccessor {
  readonly event: Event;
  /** Whether nobody had armed it. */
  readonly spontaneous: boolean;
  /** The options of its choices, in order. */
  readonly options: readonly number[];
  readonly cost: number;
  readonly state: PlainState;
  /** The rule that answers for its writes. */
  readonly rule: string | null;
}

/** The first states, each with the options of what is drawn at the beginning. */
export function initialStates(model: Model): { readonly options: readonly number[]; readonly state: PlainState }[] {
  const empty: PlainState = { cells: new Map(), pending: [], used: model.stimuli.map(() => 0) };
  return outcomes(empty.cells, (step) => model.begin(step)).filter(({ cost }) => cost === 0)
    .map(({ step }) => ({ options: step.taken, state: after(empty, step) }));
}

/** All steps of a state: pending events, stimuli, faults; each in every way. */
export function successorsOf(model: Model, state: PlainState): PlainSuccessor[] {
  const fired = (before: PlainState, event: Event, extra: number, spontaneous: boolean): PlainSuccessor[] =>
    outcomes(before.cells, (step) => fire(model, event, step)).filter(({ step }) => !step.blocked)
      .map(({ step, cost }) => ({ event, spontaneous, options: step.taken, state: after(before, step), cost: cost + extra, rule: step.rule }));
  const world = worldOf(state.cells);
  const pending = [...new Set(state.pending)].flatMap((text) =>
    fired({ ...state, pending: without(state.pending, text) }, JSON.parse(text) as Event, 0, false));
  const stimuli = model.stimuli.flatMap((source, number) => (state.used[number]! >= source.max ? []
    : distinctEvents(source.propose(world)).flatMap((event) =>
      fired({ ...state, used: state.used.map((count, index) => (index === number ? count + 1 : count)) }, event, 0, true))));
  const faults = distinctEvents(model.faults(world).map(({ event }) => event)).flatMap((event) => fired(state, event, 1, true));
  return [...pending, ...stimuli, ...faults];
}

/** Every way in which the choices of a step can come out, and how many faults each has. */
export function outcomes(cells: Texts, run: (step: PlainStep) => void): { step: PlainStep; cost: number }[] {
  const all: { step: PlainStep; cost: number }[] = [];
  for (let options: number[] | null = []; options !== null;) {
    const drawn: Choice[] = [];
    const given: number[] = options;
    const world = new PlainWorld();
    world.cells = cells;
    const step: PlainStep = new ForkingStep(world, (choice, nth) => {
      drawn[nth] = choice;
      return given[nth] ?? 0;
    });
    run(step);
    step.noteChanges();
    const cost = step.taken.filter((option, nth) => drawn[nth]!.options[option]!.fault !== null).length;
    all.push({ step, cost });
    options = null;
    for (let at = step.taken.length - 1; at >= 0 && options === null; at -= 1) {
      if (step.taken[at]! + 1 < drawn[at]!.options.length) options = [...step.taken.slice(0, at), step.taken[at]! + 1];
    }
  }
  return all;
}

function after(state: PlainState, step: PlainStep): PlainState {
  let pending = [...state.pending];
  for (const { process, resets } of step.forgotten) {
    pending = pending.flatMap((text) => {
      const event = JSON.parse(text) as Event;
      const rest = orphaned(event, process);
      if (rest !== null) return [canonical(rest)];
      return traitsOf(event).privateTo === process ? [] : [text];
    });
    pending.push(...resets.map((reset) => canonical(reset)));
  }
  for (const event of step.cancels) {
    const text = canonical(event);
    if (!pending.includes(text)) throw new ModelFault('cancels what is not pending', text);
    pending = without(pending, text);
  }
  pending.push(...step.arms.map(({ event }) => canonical(event)));
  return { cells: step.cells, pending: pending.sort(), used: state.used };
}

function without(texts: readonly string[], text: string): string[] {
  const at = texts.indexOf(text);
  return texts.filter((_, index) => index !== at);
}

export function distinctEvents(events: readonly Event[]): Event[] {
  return [...new Map(events.map((event) => [canonical(event), event])).values()];
}

export function worldOf(cells: Texts): PlainWorld {
  const world = new PlainWorld();
  world.cells = cells;
  return world;
}

/** Equal for equal states. */
export function textOf({ cells, pending, used }: PlainState): string {
  return JSON.stringify([[...cells].sort(([left], [right]) => (left < right ? -1 : 1)), pending, used]);
}
