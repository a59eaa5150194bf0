/** The seeds that show two policies apart best: where the second did worst, and where it did best beside the first. */
import type { PartingAnswer, PartingJob } from './compare-job.js';
import type { PairExample } from './comparison.js';
import type { DoneRuns } from './done-runs.js';
import { countBits, type Names } from './figures.js';

export interface ChosenExample {
  readonly which: 'worst' | 'best';
  readonly job: PartingJob;
  readonly first: number;
  readonly second: number;
}

/** Of all profiles together, one of each sort for each policy but the first; the earliest seed among equals. None where no run differs. */
export function chooseExamples(runs: readonly DoneRuns[], { policies }: Names): ChosenExample[] {
  return policies.slice(1).flatMap((second, at) => {
    const all = runs.flatMap(({ profile, records, seeds }) => seeds.map((seed, nth): ChosenExample & { readonly difference: number } => {
      const [before, after] = [records[0]![nth]!.violated, records[at + 1]![nth]!.violated];
      const job: PartingJob = { kind: 'parting', profile, first: policies[0]!, second, seed };
      return { which: 'worst', job, first: before, second: after, difference: countBits(after) - countBits(before) };
    }));
    const worst = all.reduce((one, other) => (other.difference > one.difference ? other : one), { ...all[0]!, difference: 0 });
    const best = all.reduce((one, other) => (other.difference < one.difference ? other : one), { ...all[0]!, difference: 0 });
    return [worst, { ...best, which: 'best' as const }].filter(({ difference }) => difference !== 0);
  });
}

export function exampleOf({ which, job, first, second }: ChosenExample, answer: PartingAnswer | null, names: Names, seed: string): PairExample {
  const { profile } = job;
  const broken = (mask: number): string[] => names.invariants.filter((_, bit) => (mask & (1 << bit)) !== 0);
  return {
    policy: job.second, profile, seed, which, brokenHere: broken(second & ~first), brokenThere: broken(first & ~second),
    parting: answer === null || answer.step === null ? null : { step: answer.step, time: answer.time, first: answer.first, second: answer.second },
    replay: names.replay(job.second, profile, job.seed), replayFirst: names.replay(job.first, profile, job.seed),
  };
}
