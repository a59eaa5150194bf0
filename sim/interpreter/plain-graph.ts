/**
 * The whole state graph of a small model, as plainly as can be, and what it says of liveness and rest: the oracle of
 * explore/exhaustive/liveness and rest. Who reaches whom is worked out for each state by itself, and read off.
 */
import type { LeadsTo, Properties } from '../explore/exhaustive/properties.js';
import { canonical, type Value } from '../world/value.js';
import type { Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import { initialStates, successorsOf, textOf, worldOf, type PlainState, type PlainSuccessor } from './plain-successors.js';

export interface PlainGraphStep {
  readonly to: number;
  readonly cost: number;
  /** The event as text if it has to fire some time; null for what need never happen. */
  readonly forced: string | null;
}

/** The number of whatever is outside the boundary. */
const OUTSIDE = -1;

export interface PlainGraph {
  readonly states: readonly PlainState[];
  /** By state; steps that change nothing are left out. */
  readonly steps: readonly (readonly PlainGraphStep[])[];
  /** By state: the fewest faults, and then the smallest depth, with which it is reached. */
  readonly places: readonly { readonly faults: number; readonly depth: number }[];
}

/** All states that executions with at most so many faults come by; null when there are more than `statesMax`. */
export function plainGraph(model: Model, { boundary }: Properties, faultsMax: number, statesMax: number): PlainGraph | null {
  const isWithin = ({ cells }: PlainState): boolean => boundary?.(worldOf(cells)) ?? true;
  const numbers = new Map<string, number>();
  const states: PlainState[] = [];
  const steps: PlainGraphStep[][] = [];
  const places: { faults: number; depth: number }[] = [];
  /** By faults, then depth. */
  const waiting: PlainState[][][] = [[initialStates(model).map(({ state }) => state).filter(isWithin)]];
  const texts: { readonly from: number; readonly next: PlainSuccessor; readonly text: string | null }[] = [];
  for (let faults = 0; faults <= faultsMax && faults < waiting.length; faults += 1) {
    for (let depth = 0; depth < (waiting[faults]?.length ?? 0); depth += 1) {
      for (const state of waiting[faults]![depth] ?? []) {
        const text = textOf(state);
        if (numbers.has(text)) continue;
        if (states.length === statesMax) return null;
        const number = states.push(state) - 1;
        numbers.set(text, number);
        places.push({ faults, depth: depth + 1 });
        steps.push([]);
        for (const next of successorsOf(model, state)) {
          const isInside = isWithin(next.state);
          texts.push({ from: number, next, text: isInside ? textOf(next.state) : null });
          if (isInside) ((waiting[faults + next.cost] ??= [])[depth + 1] ??= []).push(next.state);
        }
      }
    }
  }
  for (const { from, next: { event, spontaneous, cost }, text } of texts) {
    const to = text === null ? OUTSIDE : (numbers.get(text) ?? OUTSIDE);
    const isOptional = spontaneous || (event.kind === 'action' && model.optionalActions?.includes(event.action) === true);
    if (to !== from) steps[from]!.push({ to, cost, forced: isOptional ? null : canonical(event as unknown as Value) });
  }
  return { states, steps, places };
}

/** The fewest faults of an execution that is weakly fair, owes something and never pays; null when none has at most so many. */
export function plainLeadsTo(graph: PlainGraph, property: LeadsTo, faultsMax: number): number | null {
  const worlds = graph.states.map(({ cells }) => worldOf(cells));
  const isFirst = (state: number): boolean => graph.places[state]!.faults === 0 && graph.places[state]!.depth === 1;
  const owed = worlds.map((world, state) => (property.atStart === true && !isFirst(state) ? [] : property.owed(world)));
  let least = Infinity;
  for (const subject of new Set(owed.flat())) {
    const paid = worlds.map((world) => property.paid(world, subject));
    const lasts = paid.map((isPaid) => property.stays === true || !isPaid);
    const begins = owed.map((subjects, state) => subjects.includes(subject) && lasts[state]!);
    const faults = owedFaults(graph, begins, lasts);
    for (let state = 0; state < graph.states.length; state += 1) {
      if (faults[state]! < least && (endsUnpaid(graph, state, paid) || roundUnpaid(graph, state, paid, lasts))) least = faults[state]!;
    }
  }
  return least <= faultsMax ? least : null;
}

function owedFaults({ states, steps, places }: PlainGraph, begins: readonly boolean[], lasts: readonly boolean[]): number[] {
  const faults = states.map((_, state) => (begins[state]! ? places[state]!.faults : Infinity));
  for (let changed = true; changed;) {
    changed = false;
    steps.forEach((list, from) => {
      for (const { to, cost } of list) {
        if (to === OUTSIDE || !lasts[to]! || faults[from]! + cost >= faults[to]!) continue;
        faults[to] = faults[from]! + cost;
        changed = true;
      }
    });
  }
  return faults;
}

function endsUnpaid({ steps }: PlainGraph, state: number, paid: readonly boolean[]): boolean {
  return !paid[state]! && !steps[state]!.some(({ cost, forced }) => cost === 0 && forced !== null);
}

/** Whether an execution can go round all states that this one reaches and that reach it, without paying. */
function roundUnpaid(graph: PlainGraph, state: number, paid: readonly boolean[], lasts: readonly boolean[]): boolean {
  const within = (to: number): boolean => lasts[to]!;
  const round = [...reachable(graph, state, within, false)].filter((other) => reachable(graph, other, within, false).has(state));
  if (round.length < 2 || round.every((other) => paid[other]!)) return false;
  const free = (from: number): readonly PlainGraphStep[] => graph.steps[from]!.filter(({ cost }) => cost === 0);
  const events = new Set(round.flatMap((from) => free(from).flatMap(({ forced }) => (forced === null ? [] : [forced]))));
  return [...events].every((event) => round.some((from) => !free(from).some(({ forced }) => forced === event)) ||
    round.some((from) => free(from).some(({ forced, to }) => forced === event && round.includes(to))));
}

/** The states at rest: in which nothing is ready but what recurs, and to which all that happens by itself leads back. */
export function plainRest(graph: PlainGraph, isRecurring: (event: Event) => boolean): number[] {
  const isIdle = (state: number): boolean => graph.steps[state]!.every(({ cost, forced }) =>
    cost > 0 || forced === null || isRecurring(JSON.parse(forced) as Event));
  return bottomStates(graph).filter(isIdle);
}

/** The states that whatever happens by itself leads back to. */
export function bottomStates(graph: PlainGraph): number[] {
  return graph.states.flatMap((_, state) => {
    const after = reachable(graph, state, () => true, true);
    const comesBack = [...after].every((other) => other !== OUTSIDE && reachable(graph, other, () => true, true).has(state));
    return comesBack ? [state] : [];
  });
}

/** What a state reaches without a fault, itself included. */
function reachable({ steps }: PlainGraph, start: number, within: (state: number) => boolean, forcedOnly: boolean): Set<number> {
  const seen = new Set([start]);
  for (const from of seen) {
    for (const { to, cost, forced } of steps[from] ?? []) {
      if (cost === 0 && (!forcedOnly || forced !== null) && (to === OUTSIDE ? forcedOnly : within(to))) seen.add(to);
    }
  }
  return seen;
}
