/**
 * Exhaustive search as plainly as can be: the oracle of explore/exhaustive. States are canonical texts in a Map; every
 * successor runs its handler on copies; every invariant is checked in every state. No learning, no ids, no packing.
 */
import type { Properties } from '../explore/exhaustive/properties.js';
import { fire } from '../process/dispatch.js';
import { orphaned, traitsOf, type Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import type { Choice, Running } from '../step/step.js';
import type { CellName } from '../world/cell.js';
import { canonical, type Value } from '../world/value.js';
import { PlainStep } from './plain-step.js';
import { PlainWorld, type Texts } from './plain-world.js';

export interface PlainSearchResult {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly terminal: number;
  /** By invariant that is checked always, then by example: where it was decided first. */
  readonly decisions: readonly ({ readonly faults: number; readonly depth: number } | null)[];
}

interface State {
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

interface Successor {
  readonly state: State;
  readonly cost: number;
}

/** Searches all executions with at most so many faults; null when there are more than `statesMax` states. */
export function plainSearch(model: Model, properties: Properties, faultsMax: number, statesMax: number): PlainSearchResult | null {
  const invariants = properties.invariants.filter(({ when }) => when === 'always');
  const examples = properties.examples ?? [];
  const decisions: ({ faults: number; depth: number } | null)[] = [...invariants, ...examples].map(() => null);
  const isWithin = ({ cells }: State): boolean => properties.boundary?.(worldOf(cells)) ?? true;
  const initial = initialStates(model).filter(isWithin);
  const known = new Set<string>();
  const levels: State[][][] = [[initial]];
  let generated = initial.length;
  let terminal = 0;
  let depthMax = 0;
  for (let faults = 0; faults <= faultsMax && levels[faults] !== undefined; faults += 1) {
    for (let depth = 1; depth <= levels[faults]!.length; depth += 1) {
      for (const state of levels[faults]![depth - 1] ?? []) {
        const key = textOf(state);
        if (known.has(key)) continue;
        known.add(key);
        if (known.size > statesMax) return null;
        depthMax = Math.max(depthMax, depth);
        const world = worldOf(state.cells);
        invariants.forEach(({ check }, index) => {
          if (decisions[index] === null && check(world).broken !== null) decisions[index] = { faults, depth };
        });
        examples.forEach(({ holds }, index) => {
          if (decisions[invariants.length + index] === null && holds(world)) decisions[invariants.length + index] = { faults, depth };
        });
        const successors = successorsOf(model, state).filter((successor) => isWithin(successor.state));
        if (!successors.some(({ cost }) => cost === 0)) terminal += 1;
        for (const { state: next, cost } of successors) {
          if (faults + cost > faultsMax) continue;
          generated += 1;
          const layer = (levels[faults + cost] ??= []);
          while (layer.length < depth + 1) layer.push([]);
          layer[depth]!.push(next);
        }
      }
    }
  }
  return { distinct: known.size, generated, depth: depthMax, terminal, decisions };
}

function initialStates(model: Model): State[] {
  const empty: State = { cells: new Map(), pending: [], used: model.stimuli.map(() => 0) };
  return outcomes(empty.cells, (step) => model.begin(step)).filter(({ cost }) => cost === 0).map(({ step }) => after(empty, step));
}

function successorsOf(model: Model, state: State): Successor[] {
  const fired = (before: State, event: Event, extra: number): Successor[] => outcomes(before.cells, (step) => fire(model, event, step))
    .filter(({ step }) => !step.blocked).map(({ step, cost }) => ({ state: after(before, step), cost: cost + extra }));
  const world = worldOf(state.cells);
  const pending = [...new Set(state.pending)].flatMap((text) =>
    fired({ ...state, pending: without(state.pending, text) }, JSON.parse(text) as Event, 0));
  const stimuli = model.stimuli.flatMap((source, number) => (state.used[number]! >= source.max ? []
    : distinctEvents(source.propose(world)).flatMap((event) =>
      fired({ ...state, used: state.used.map((count, index) => (index === number ? count + 1 : count)) }, event, 0))));
  const faults = distinctEvents(model.faults(world).map(({ event }) => event)).flatMap((event) => fired(state, event, 1));
  return [...pending, ...stimuli, ...faults];
}

/** Every way in which the choices of a step can come out, and how many faults each has. */
function outcomes(cells: Texts, run: (step: PlainStep) => void): { step: PlainStep; cost: number }[] {
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

function after(state: State, step: PlainStep): State {
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

function distinctEvents(events: readonly Event[]): Event[] {
  return [...new Map(events.map((event) => [canonical(event), event])).values()];
}

function worldOf(cells: Texts): PlainWorld {
  const world = new PlainWorld();
  world.cells = cells;
  return world;
}

function textOf({ cells, pending, used }: State): string {
  return JSON.stringify([[...cells].sort(([left], [right]) => (left < right ? -1 : 1)), pending, used]);
}
