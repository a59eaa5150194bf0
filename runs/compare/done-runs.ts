/** The runs of a comparison that were done, by what they were drawn from: every figure is made from these. */
import type { CompareAnswer, RunsAnswer, RunsJob } from './compare-job.js';
import type { RunRecord } from './observe/run-record.js';
import type { PlannedJob } from './plan.js';

/** Runs of one profile (and variation): the same seeds for each policy. */
export interface DoneRuns {
  readonly profile: string;
  readonly seeds: readonly number[];
  /** By policy, in the order of the experiment. */
  readonly records: readonly (readonly RunRecord[])[];
  readonly partings: readonly (readonly number[])[];
}

export interface DoneJob {
  readonly planned: PlannedJob;
  readonly answer: CompareAnswer;
}

/** Puts together the answers of those jobs, by profile. */
export function doneRuns(done: readonly DoneJob[], profiles: readonly string[], policies: number): DoneRuns[] {
  return profiles.map((profile) => {
    const parts = done.filter((each): each is { planned: PlannedJob & { job: RunsJob }; answer: RunsAnswer } =>
      each.answer.kind === 'runs' && (each.planned.job as RunsJob).profile === profile);
    const perPolicy = <T>(of: (answer: RunsAnswer) => readonly (readonly T[])[]): T[][] =>
      Array.from({ length: policies }, (_, policy) => parts.flatMap(({ answer }) => of(answer)[policy]!));
    return {
      profile, seeds: parts.flatMap(({ planned: { job } }) => Array.from({ length: job.count }, (_, nth) => job.from + nth)),
      records: perPolicy(({ records }) => records), partings: perPolicy(({ partings }) => partings),
    };
  });
}

/** Of all profiles together: a pair stays a pair. */
export function pooled(runs: readonly DoneRuns[], policies: number): (readonly RunRecord[])[] {
  return Array.from({ length: policies }, (_, policy) => runs.flatMap(({ records }) => records[policy]!));
}
