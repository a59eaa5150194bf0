/**
 * Gives an execution without a clock durations within their ranges, and times that follow from them; or finds that none
 * realise it with so many faults.
 *
 * The times of its steps are moments under difference constraints: steps keep their order; what fires does so between min and
 * max after its arming; what stays pending to the end, or until it is taken back, was not due before. An event that was held
 * back may be due meanwhile, and fires in the moment in which it no longer is. One that is late takes longer than its max: as
 * many may be late as the execution counts timing faults. Which ones is searched for, among those that stand in a conflict.
 *
 * What it leaves out: ends at rest (what happens on the way to rest has no end); gaps between what users ask.
 */
import type { Simulation } from '../../explore/simulation.js';
import { TraceRecorder } from '../trace-recorder.js';
import type { Trace } from '../trace.js';
import { solve, type Constraint } from './difference-constraints.js';
import { firstPending, OtherExecution, play, PlayingDriver, scriptOf, type Arming, type Played, type ScriptStep } from './played-armings.js';

/** How an event keeps to its range. */
type Manner = 'in time' | 'held back' | 'late';

interface TimeConstraint extends Constraint {
  /** The arming that it says the longest time of; -1 for all others. */
  readonly arming: number;
}

/** More than so many ways of being late are not tried for one order of steps, nor more orders. */
const TRIES_MAX = 2_000;
const ORDERS_MAX = 400;

/** The execution with a clock; `impossible` when no durations realise it, `unknown` when not all ways were tried. */
export type Realisation = { readonly trace: Trace } | 'impossible' | 'unknown';

/**
 * @param trace An execution without a clock that ends with the step that completes its first violation of `invariant`.
 * @param simulation Of its model, with the same invariants. It is left somewhere.
 */
export function realise(trace: Trace, invariant: string, simulation: Simulation): Realisation {
  const search = new OrderSearch(trace, invariant, simulation);
  const found = search.realised(scriptOf(trace));
  if (found !== null) return { trace: found };
  return search.ordersLeft > 0 && !search.gaveUp ? 'impossible' : 'unknown';
}

/** How many faults of a trace are events that were late. */
function lateEvents({ steps, faults }: Trace): number {
  const others = steps.reduce((sum, { choices, spontaneous, event }) =>
    sum + choices.filter(({ fault }) => fault !== null).length + (spontaneous && event?.kind === 'fault' ? 1 : 0), 0);
  return faults - others;
}

interface Times {
  readonly at: readonly number[];
  readonly takes: readonly number[];
}

/**
 * The steps as they are, and, where these leave something pending for longer than it can be, with that in between: a search
 * for the fewest steps leaves out what makes no difference, and a clock does not.
 */
class OrderSearch {
  ordersLeft = ORDERS_MAX;
  gaveUp = false;
  private readonly lateMax: number;
  private readonly fingerprint: string | undefined;

  constructor(private readonly trace: Trace, private readonly invariant: string, private readonly simulation: Simulation) {
    this.lateMax = lateEvents(trace);
    this.fingerprint = this.violation(trace)?.fingerprint;
  }

  realised(script: readonly ScriptStep[]): Trace | null {
    if (this.ordersLeft === 0) return null;
    this.ordersLeft -= 1;
    const played = this.play(script);
    if (played === null) return null;
    const manners = new MannerSearch(played, this.lateMax);
    const times = manners.times(played.armings.map(() => 'in time'), this.lateMax);
    if (times !== null) return this.sameViolation(recorded(this.simulation, played, times));
    if (manners.triesLeft === 0) this.gaveUp = true;
    for (const longer of withOverdue(script, played, manners.conflict)) {
      const found = this.realised(longer);
      if (found !== null) return found;
    }
    return null;
  }

  private play(script: readonly ScriptStep[]): Played | null {
    try {
      return play(this.simulation, this.trace, script);
    } catch (error) {
      if (error instanceof OtherExecution) return null;
      throw error;
    }
  }

  private violation({ violations }: Trace): Trace['violations'][number] | undefined {
    return violations.find(({ invariant }) => invariant === this.invariant);
  }

  private sameViolation(trace: Trace): Trace | null {
    const violation = this.violation(trace);
    return violation?.fingerprint === this.fingerprint && violation?.step === trace.steps.length - 1 ? trace : null;
  }
}

/** Fires what a conflict says is pending for too long: before the step that takes so long, or as soon as it is armed. */
function withOverdue(script: readonly ScriptStep[], { armings }: Played, conflict: readonly TimeConstraint[]): ScriptStep[][] {
  const before = Math.max(0, ...conflict.filter(({ gap }) => gap > 0).map(({ later }) => later));
  return [...new Set(conflict.map(({ arming }) => arming))].flatMap((number) => {
    const arming = armings[number];
    if (arming === undefined || arming.firedWith !== null || arming.takenBackBy !== null || arming.armedBy >= before) return [];
    const step: ScriptStep = { event: arming.event, spontaneous: false, options: null };
    return [...new Set([before - 1, arming.armedBy])].map((at) => [...script.slice(0, at), step, ...script.slice(at)]);
  });
}

class MannerSearch {
  triesLeft = TRIES_MAX;
  /** The first one, in which everything is in time. */
  conflict: readonly TimeConstraint[] = [];

  constructor(private readonly played: Played, readonly lateMax: number) {}

  /** Times under which events keep to their ranges in these manners, or in others that differ where these contradict; null for none. */
  times(manners: readonly Manner[], lateLeft: number): Times | null {
    if (this.triesLeft === 0) return null;
    this.triesLeft -= 1;
    const { armings, steps } = this.played;
    const solution = solve(steps.length + 1, this.constraints(manners));
    if ('times' in solution) {
      const at = solution.times;
      return { at, takes: armings.map((arming, number) => takes(arming, manners[number]!, at)) };
    }
    if (this.conflict.length === 0) this.conflict = solution.conflict;
    for (const number of new Set(solution.conflict.map(({ arming }) => arming))) {
      if (number < 0 || manners[number] !== 'in time') continue;
      for (const manner of otherManners(armings[number]!, lateLeft)) {
        const found = this.times(manners.with(number, manner), lateLeft - (manner === 'late' ? 1 : 0));
        if (found !== null) return found;
      }
    }
    return null;
  }

  private constraints(manners: readonly Manner[]): TimeConstraint[] {
    const { armings, steps } = this.played;
    const order = steps.map((_, nth) => ({ earlier: nth, later: nth + 1, gap: 0, arming: -1 }));
    return [...order, ...armings.flatMap((arming, number) => this.constraintsOf(arming, number, manners[number]!))];
  }

  private constraintsOf(arming: Arming, number: number, manner: Manner): TimeConstraint[] {
    const { armedBy, range: { min, max }, isHealing, firedWith, takenBackBy, heldBackFrom, heldBackUntil } = arming;
    const atLeast = (later: number, gap: number): TimeConstraint => ({ earlier: armedBy, later, gap, arming: -1 });
    const atMost = (later: number): TimeConstraint => ({ earlier: later, later: armedBy, gap: -max, arming: number });
    if (firedWith === null) {
      if (manner === 'late') return [];
      // What is held back may be due meanwhile, but not before.
      const isHeld = heldBackFrom !== null && heldBackUntil === null;
      return [atMost(isHeld ? heldBackFrom : (takenBackBy ?? this.played.steps.length))];
    }
    if (isHealing) return [atMost(firedWith)];
    switch (manner) {
      case 'in time':
        return [atLeast(firedWith, min), atMost(firedWith)];
      case 'late':
        return [atLeast(firedWith, max + 1)];
      case 'held back':
        return [{ earlier: firedWith, later: heldBackUntil!, gap: 0, arming: -1 }, atLeast(heldBackUntil!, min), { ...atMost(heldBackFrom!), arming: -1 }];
    }
  }
}

function otherManners({ range, firedWith, heldBackUntil, isHealing }: Arming, lateLeft: number): Manner[] {
  const manners: Manner[] = [];
  if (firedWith !== null && heldBackUntil !== null && !isHealing) manners.push('held back');
  if (range.mayBeLate && lateLeft > 0 && !isHealing) manners.push('late');
  return manners;
}

/** How long an event takes. */
function takes({ armedBy, range: { min, max }, firedWith, takenBackBy, heldBackFrom, isHealing }: Arming, manner: Manner, at: readonly number[]): number {
  const since = (step: number): number => at[step]! - at[armedBy]!;
  if (firedWith === null) return manner === 'late' ? Math.max(max, since(takenBackBy ?? at.length - 1)) + 1 : max;
  if (manner === 'held back') return Math.min(max, Math.max(min, since(heldBackFrom!)));
  return isHealing ? Math.max(min, since(firedWith)) : since(firedWith);
}

/** Plays the execution with a clock, and records it. */
function recorded(simulation: Simulation, { begin, steps }: Played, { at, takes: lengths }: Times): Trace {
  const { agenda } = simulation;
  let armed = 0;
  const driver = new PlayingDriver(simulation, (content, duration) => {
    agenda.add(simulation.now + lengths[armed]!, armed, content, 0, duration);
    armed += 1;
  });
  const recorder = new TraceRecorder(simulation);
  simulation.reset();
  driver.beginStep(begin);
  simulation.begin(driver);
  recorder.begun();
  steps.forEach(({ content, arming, options }, nth) => {
    const node = arming < 0 ? -1 : firstPending(simulation, content);
    if (node >= 0) agenda.end(node);
    simulation.now = at[nth + 1]!;
    driver.beginStep(options);
    simulation.fire(content, driver);
    recorder.step(content, node < 0, 0, node);
  });
  return recorder.trace({ seed: null, atRest: false, plan: null, modelFault: null });
}
