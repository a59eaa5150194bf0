/**
 * From which moment a violation could no longer be averted: from the world after each step the run goes on with fresh
 * randomness, again and again, and the share that fails in the same way is counted.
 *
 * A fork has the past as it was. In its future users and guests ask for the same, no further fault strikes, what is pending
 * takes another length of time within its range, and each choice between good options is drawn. What was late before is late.
 * (So a share says nothing of how likely the violation is under faults: that is for campaigns and their bounds.)
 */
import { sampleDuration } from '../../explore/sampling.js';
import type { Simulation } from '../../explore/simulation.js';
import type { DurationRange } from '../../process/model.js';
import { belowBound, KeyedRandom } from '../../random/keyed-random.js';
import type { Choice } from '../../step/step.js';
import { GuidedRun } from '../guided-run.js';
import type { Pin } from '../script.js';
import type { Trace, TracedViolation } from '../trace.js';
import type { PinnedRun } from './pinned-run.js';

export interface Chance {
  /** The forks are from the world after this step. */
  readonly step: number;
  readonly forks: number;
  /** How many of them fail in the same way. */
  readonly failing: number;
}

export interface ForkOptions {
  /** How many forks from each step. */
  readonly forks: number;
  /** From which steps, in order. */
  readonly steps: readonly number[];
  /** A fork that is still busy after so many steps is given up: it has not failed. */
  readonly stepsMax: number;
}

/** Ranges are sampled whole. */
const SLACK_PERCENT = 100;
/** How often a length is drawn anew because it would lie in the past; then the rest of the range is taken evenly. */
const DRAWS_MAX = 8;

/** Counts the failing forks of each step. The same for the same run, always. */
export function chancesOf(simulation: Simulation, run: PinnedRun, trace: Trace, { fingerprint }: TracedViolation, options: ForkOptions): Chance[] {
  const random = new KeyedRandom(['explain']);
  random.reseed('forks');
  let drawn = 0;
  const word = (): number => random.draw(0, 0, (drawn += 1));
  const guided = new GuidedRun(simulation);
  guided.unpinnedOption = (choice) => goodOption(choice, word());
  // The first world's properties of rest cost a search: they are only judged when the violation is one of them.
  const judgesRest = trace.violations.some((violation) => violation.fingerprint === fingerprint && violation.step === trace.steps.length - 1);
  return options.steps.map((step) => {
    const restore = keepPast(run, trace, step);
    const now = trace.steps[step]?.time ?? 0;
    guided.unpinned = (range) => {
      // What was armed by now is still to come.
      const soonest = simulation.steps <= step ? now - simulation.now : 0;
      return lengthOf(range, soonest, word);
    };
    let failing = 0;
    try {
      for (let fork = 0; fork < options.forks; fork += 1) {
        if (guided.run(run.script, { until: fingerprint, stepsMax: options.stepsMax, judgesRest }).reached) failing += 1;
      }
    } finally {
      restore();
    }
    return { step, forks: options.forks, failing };
  });
}

/** Lets go of everything that happens after a step, but for what users and guests ask. Returns how to undo that. */
function keepPast(run: PinnedRun, trace: Trace, step: number): () => void {
  const off: Pin[] = [];
  const letGo = (pin: Pin): void => {
    if (!pin.on) return;
    pin.on = false;
    off.push(pin);
  };
  const { spontaneous, durations } = run.script;
  for (const pin of spontaneous) if (pin.kind === 'fault' && pin.step > step) letGo(pin);
  for (const places of durations.values()) {
    for (const pin of places.values()) {
      if (pin.step !== null && (pin.step <= step || (pin.late && (trace.steps[pin.step]?.armedBy ?? 0) <= step))) continue;
      letGo(pin);
    }
  }
  for (const { number } of trace.steps.slice(step + 1)) for (const pin of run.choices(number)) letGo(pin);
  return () => {
    for (const pin of off) pin.on = true;
  };
}

function lengthOf(range: DurationRange, soonest: number, word: () => number): number {
  for (let draw = 0; draw < DRAWS_MAX; draw += 1) {
    const length = sampleDuration(range, word(), SLACK_PERCENT);
    if (length >= soonest) return length;
  }
  return soonest + belowBound(word(), Math.max(1, range.max - soonest + 1));
}

function goodOption({ options }: Choice, word: number): number {
  const good = options.flatMap(({ fault }, index) => (fault === null ? [index] : []));
  return good[belowBound(word, good.length)] as number;
}

/** The first step from which on every fork failed; null when not even those from the last step did. */
export function inevitableFrom(chances: readonly Chance[]): number | null {
  let from: number | null = null;
  for (const { step, failing, forks } of [...chances].reverse()) {
    if (failing < forks) return from;
    from = step;
  }
  return from;
}
