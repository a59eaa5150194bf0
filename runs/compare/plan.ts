/** The jobs of a comparison, in the order in which they are done: what is cut off when it is stopped is the end. */
import type { Model } from '../../sim/process/model.js';
import type { Experiment } from '../experiments/experiment.js';
import { FAULT_CLASSES } from '../scenarios/fault-classes.js';
import type { CheckJob, CompareJob, RunsJob } from './compare-job.js';
import { assumedDurations, assumedRates, LASTING, type Variation } from './variation.js';

/** Seeds of one job: each is run with all policies. */
const SEEDS_A_JOB = 20;

/** The parts of a comparison. */
export type Part = 'runs' | 'checks' | 'trade-off' | 'robustness';

export interface PlannedJob {
  readonly part: Part;
  readonly job: CompareJob;
  /** Of a trade-off: which dial, at which factor. Of robustness: the one thing that is varied. */
  readonly dial?: 'message loss' | 'slowness';
  readonly factor?: number;
  readonly variation?: Variation;
}

const LOSSES: readonly string[] = ['lost-request', 'lost-reply', 'lost-message'];
/** What users and guests do, and how long faults last, is no slowness. */
const NOT_SLOW: readonly string[] = ['user gap', 'guest gap', 'hang length', 'cut length', 'clogged length', 'outage length'];

export function planOf(experiment: Experiment, model: Model): PlannedJob[] {
  const { profiles, seeds, policies, check, tradeOff, robustness } = experiment;
  const base = profiles.flatMap((profile) => ranges(profile, [], seeds).map((job): PlannedJob => ({ part: 'runs', job })));
  const checks = check === null ? [] : policies.flatMap((policy) => FAULT_CLASSES.map((faults): PlannedJob => {
    const job: CheckJob = { kind: 'check', policy, faults, ...check };
    return { part: 'checks', job };
  }));
  return [
    ...base, ...checks,
    ...(tradeOff === null ? [] : tradeOffJobs(tradeOff, assumedDurations(model))),
    ...(robustness === null ? [] : robustnessJobs(profiles, robustness.seeds, assumedDurations(model))),
  ];
}

/** In a trade-off faults that last begin so many times as often, so that enough VMs die. */
const CRASHES: Variation = { kind: 'rate', name: LASTING, factor: 8 };

function tradeOffJobs({ seeds, losses, slowness }: NonNullable<Experiment['tradeOff']>, durations: readonly string[]): PlannedJob[] {
  const slow = durations.filter((name) => !NOT_SLOW.includes(name));
  return [
    ...losses.flatMap((factor) => ranges('crashy', [CRASHES, ...LOSSES.map((name): Variation => ({ kind: 'rate', name, factor }))], seeds)
      .map((job): PlannedJob => ({ part: 'trade-off', job, dial: 'message loss', factor }))),
    ...slowness.flatMap((factor) => ranges('crashy', [CRASHES, ...slow.map((name): Variation => ({ kind: 'duration', name, factor }))], seeds)
      .map((job): PlannedJob => ({ part: 'trade-off', job, dial: 'slowness', factor }))),
  ];
}

function robustnessJobs(profiles: readonly string[], seeds: number, durations: readonly string[]): PlannedJob[] {
  const rates = [...new Set(profiles.flatMap(assumedRates))];
  const varied = [...rates.map((name) => ({ kind: 'rate', name }) as const), ...durations.map((name) => ({ kind: 'duration', name }) as const)];
  return varied.flatMap(({ kind, name }) => [0.5, 2].flatMap((factor) => {
    const variation: Variation = { kind, name, factor };
    // A profile that has no such rate would only run the same again.
    const touched = profiles.filter((profile) => kind === 'duration' || assumedRates(profile).includes(name));
    return touched.flatMap((profile) => ranges(profile, [variation], seeds).map((job): PlannedJob => ({ part: 'robustness', job, variation })));
  }));
}

function ranges(profile: string, variations: readonly Variation[], seeds: number): RunsJob[] {
  return Array.from({ length: Math.ceil(seeds / SEEDS_A_JOB) }, (_, nth): RunsJob => {
    const from = nth * SEEDS_A_JOB;
    return { kind: 'runs', profile, variations, from, count: Math.min(SEEDS_A_JOB, seeds - from) };
  });
}
