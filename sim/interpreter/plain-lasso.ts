/**
 * Whether a lasso is one: an execution of the model that owes something, never pays it, and is fair. Replays its steps
 * plainly and shares nothing with the search that found it but the forms of model.
 */
import type { LeadsTo } from '../explore/exhaustive/properties.js';
import type { Model } from '../process/model.js';
import { canonical, type Value } from '../world/value.js';
import { parsed } from './plain-world.js';
import { initialStates, successorsOf, textOf, worldOf, type PlainState, type PlainSuccessor } from './plain-successors.js';

/** A step of a lasso: which event fired, and how its choices came out. */
export interface GivenStep {
  readonly event: unknown;
  readonly spontaneous: boolean;
  readonly options: readonly number[];
}

export interface GivenLasso {
  readonly subject: string;
  readonly faults: number;
  /** How the choices of the first state came out. */
  readonly initialOptions: readonly number[];
  readonly stem: readonly GivenStep[];
  /** After how many steps of the stem the debt begins. */
  readonly owedAfter: number;
  /** Empty when the execution ends with the stem. */
  readonly loop: readonly GivenStep[];
}

/** What is wrong with a lasso, in a sentence; null when it breaks the property. */
export function flawOf(model: Model, property: LeadsTo, lasso: GivenLasso, strongContests: boolean): string | null {
  const first = initialStates(model).find(({ options }) => isSame(options, lasso.initialOptions));
  if (first === undefined) return 'it begins in no first state';
  const states: PlainState[] = [first.state];
  const taken: PlainSuccessor[] = [];
  for (const [nth, step] of [...lasso.stem, ...lasso.loop].entries()) {
    const next = successorsOf(model, states[nth]!).find(({ event, spontaneous, options }) =>
      canonical(event as unknown as Value) === canonical(step.event as Value) && spontaneous === step.spontaneous && isSame(options, step.options));
    if (next === undefined) return `step ${nth + 1} cannot happen`;
    taken.push(next);
    states.push(next.state);
  }
  const knot = lasso.stem.length;
  const round = states.slice(knot, lasso.loop.length === 0 ? undefined : -1);
  return debtFlaw(property, lasso, states, round) ?? faultsFlaw(lasso, taken) ??
    (lasso.loop.length === 0 ? endFlaw(model, states[knot]!)
      : textOf(states[knot]!) !== textOf(states.at(-1)!) ? 'its loop does not come back to where it began'
        : fairnessFlaw(model, round, taken.slice(knot), strongContests));
}

function debtFlaw(property: LeadsTo, { subject, owedAfter }: GivenLasso, states: readonly PlainState[], round: readonly PlainState[]): string | null {
  const paid = ({ cells }: PlainState): boolean => property.paid(worldOf(cells), subject);
  if (property.atStart === true && owedAfter > 0) return 'its debt does not begin in the first state';
  if (!property.owed(worldOf(states[owedAfter]!.cells)).includes(subject)) return 'nothing is owed where its debt begins';
  if (property.stays === true) return round.some((state) => !paid(state)) ? null : 'it has paid for good';
  return states.slice(owedAfter).some(paid) ? 'it pays' : null;
}

function faultsFlaw({ stem, faults }: GivenLasso, taken: readonly PlainSuccessor[]): string | null {
  if (taken.slice(stem.length).some(({ cost }) => cost > 0)) return 'its loop has a fault';
  const struck = taken.reduce((sum, { cost }) => sum + cost, 0);
  return struck <= faults ? null : `it has ${struck} faults, not ${faults}`;
}

function endFlaw(model: Model, state: PlainState): string | null {
  const forced = forcedSteps(model, state);
  return forced.length === 0 ? null : `it may not end: ${canonical(forced[0]!.event as unknown as Value)} has to happen`;
}

/** Steps without a fault that change something and have to be taken some time. */
function forcedSteps(model: Model, state: PlainState): PlainSuccessor[] {
  const text = textOf(state);
  return successorsOf(model, state).filter(({ event, spontaneous, cost, state: next }) => cost === 0 && !spontaneous &&
    !(event.kind === 'action' && model.optionalActions?.includes(event.action) === true) && textOf(next) !== text);
}

function fairnessFlaw(model: Model, round: readonly PlainState[], taken: readonly PlainSuccessor[], strongContests: boolean): string | null {
  const nameOf = ({ event }: PlainSuccessor): string => canonical(event as unknown as Value);
  const fired = new Set(taken.filter(({ state }, nth) => textOf(state) !== textOf(round[nth]!)).map(nameOf));
  const possible = round.map((state) => new Set(forcedSteps(model, state).map(nameOf)));
  const starved = [...possible[0]!].find((event) => !fired.has(event) && possible.every((events) => events.has(event)));
  if (starved !== undefined) return `it is unfair: ${starved} could always fire, and never does`;
  if (!strongContests) return null;
  const won = taken.flatMap((step, nth) => chancesOf(round[nth]!, step)).filter(({ isWon }) => isWon);
  const chances = round.flatMap((state) => successorsOf(model, state).filter(({ cost }) => cost === 0).flatMap((step) => chancesOf(state, step)));
  const loser = chances.find(({ contest, who }) => won.some((other) => other.contest === contest) &&
    !won.some((other) => other.contest === contest && other.who === who));
  return loser === undefined ? null : `it is unfair: ${loser.contest} is won again and again, and never by ${loser.who}, who could`;
}

/** Locks that are granted to somebody who waited; the statement of a task, which is won if it changes a row. */
function chancesOf({ cells }: PlainState, { event, state }: PlainSuccessor): { contest: string; who: string; isWon: boolean }[] {
  const granted: { contest: string; who: string; isWon: boolean }[] = [];
  for (const [name, after] of state.cells) {
    const before = cells.get(name);
    if (before === after || !name.startsWith('["lock"') || before === undefined) continue;
    const who = canonical((parsed(after) as { holder: Value }).holder);
    const waited = (parsed(before) as { waiters: readonly Value[] }).waiters.some((waiter) => canonical(waiter) === who);
    if (waited) granted.push({ contest: name, who, isWon: true });
  }
  if (granted.length > 0 || event.kind !== 'statement' || event.task === null) return granted;
  const names = [...new Set([...cells.keys(), ...state.cells.keys()])];
  const isWon = names.some((name) => name.startsWith('["row"') && cells.get(name) !== state.cells.get(name));
  return [{ contest: event.statement, who: canonical(event.task as unknown as Value), isWon }];
}

function isSame(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((option, at) => option === right[at]);
}
