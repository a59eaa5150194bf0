/** Runs an experiment, and makes a comparison of what was done. */
import { COMES_TO_REST } from '../../sim/explore/convergence.js';
import { modelHash } from '../build/model-hash.js';
import { seedOf } from '../campaign/run-spec.js';
import { plural } from '../check/verdicts.js';
import type { Experiment } from '../experiments/experiment.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';
import { slugOf } from '../terminal/slug.js';
import { confidenceOfEach } from '../statistics/paired.js';
import { checkCommandOf } from './check-run.js';
import type { CheckedProperty, CompareAnswer, PartingAnswer } from './compare-job.js';
import { CompareWorkers } from './compare-workers.js';
import type { CheckCell, Comparison } from './comparison.js';
import { doneRuns, type DoneJob } from './done-runs.js';
import { decisionsOf } from './decision-matrix.js';
import { chooseExamples, exampleOf } from './examples.js';
import { curvesOf, digestsOf, pairsOf, partingsOf, pricesOf, ratesOf, withAll, type Names } from './figures.js';
import { planOf, type Part, type PlannedJob } from './plan.js';
import { robustnessOf, tradeOffOf } from './robustness.js';

export interface ComparisonRequest {
  readonly experiment: Experiment;
  readonly scenario: Scenario;
  readonly scenariosModule: string | null;
  readonly workers: number;
  readonly inline: boolean;
}

export interface ComparisonWatcher {
  readonly signal: AbortSignal;
  /** Called after each job. */
  progress?(part: Part, done: number, of: number): void;
}

const CONFIDENCE = 0.95;

/** @throws HarnessBroken when a worker or a job fails. */
export async function runComparison(request: ComparisonRequest, watcher: ComparisonWatcher): Promise<Comparison> {
  const { experiment, scenario, scenariosModule, workers, inline } = request;
  const { policies, profiles, campaignSeed } = experiment;
  const settings = Object.fromEntries(Object.entries(scenario.settings).map(([name, { value }]) => [name, value]));
  const built = scenario.build(policies[0]!, settings);
  const names = namesOf(experiment, built);
  const plan = planOf(experiment, built.model);
  const team = new CompareWorkers({
    options: { scenario: scenario.name, policies, invariants: names.invariants, campaignSeed, scenariosModule }, workers, inline, signal: watcher.signal,
  });
  try {
    const count = { done: 0 };
    const partOf = new Map(plan.map(({ job, part }) => [job, part]));
    const answers = await team.do(plan.map(({ job }) => job), (job) => watcher.progress?.(partOf.get(job)!, (count.done += 1), plan.length));
    const done = plan.flatMap((planned, nth): DoneJob[] => toDone(planned, answers[nth] ?? null));
    const base = doneRuns(ofPart(done, 'runs'), profiles, policies.length);
    const whole = withAll(base, policies.length);
    const chosen = base.some(({ seeds }) => seeds.length > 0) ? chooseExamples(base, names) : [];
    const partings = await team.do(chosen.map(({ job }) => job), () => undefined) as (PartingAnswer | null)[];
    const rateCells = policies.length * profiles.length * names.invariants.length;
    const confidence = confidenceOfEach(rateCells, CONFIDENCE);
    const checks = ofPart(done, 'checks').flatMap(checkCells);
    return {
      format: 'whatif comparison', version: 1, experiment, modelHash: modelHash(), missing: missingOf(plan, answers),
      policies: policies.map((name) => ({ name, sentence: scenario.policies[name] ?? '' })), confidence: CONFIDENCE, confidenceOfEach: confidence,
      ...digestsOf(base), rates: ratesOf(base, names, confidence), checks, workload: workloadOf(done),
      prices: pricesOf(whole, names), curves: curvesOf(whole, names), ...decisionsOf(base, names),
      partings: partingsOf(base, names), pairs: pairsOf(whole, names),
      examples: chosen.map((example, nth) => exampleOf(example, partings[nth] ?? null, names, seedOf({ campaignSeed, single: false }, example.job.seed))),
      tradeOff: tradeOffOf(ofPart(done, 'trade-off'), names), robustness: robustnessOf(ofPart(done, 'robustness'), base, names, profiles, experiment.robustness?.seeds ?? 0),
    };
  } finally {
    await team.end();
  }
}

function namesOf({ policies, scenario, campaignSeed }: Experiment, { invariants }: BuiltScenario): Names {
  return {
    policies, invariants: [...invariants.map(({ name }) => name), COMES_TO_REST.name],
    replay: (policy, profile, seed) => `npx whatif run ${scenario} --policy ${policy} --profile ${profile} --seed ${seedOf({ campaignSeed, single: false }, seed)} --seeds 1`,
  };
}

function ofPart(done: readonly DoneJob[], part: Part): DoneJob[] {
  return done.filter(({ planned }) => planned.part === part);
}

function checkCells({ planned: { job }, answer }: DoneJob): CheckCell[] {
  if (answer.kind !== 'check' || job.kind !== 'check') return [];
  return answer.properties.map((property): CheckCell => {
    const { invariant, verdict, tested, faults, evidence, story } = property;
    return {
      policy: job.policy, faults: job.faults, invariant, verdict, finding: findingOf(property, answer.ending !== 'complete'), tested, faultCount: faults, isCut: answer.ending !== 'complete', states: answer.states, evidence, story,
      replay: checkCommandOf(job, slugOf(invariant)),
    };
  });
}

function findingOf({ verdict, faults }: CheckedProperty, isCut: boolean): string {
  if (verdict === 'broken') return `broken with ${plural(faults ?? 0, 'fault')}`;
  if (verdict === 'unknown') return faults === null || faults < 0 ? 'unknown, even without faults' : `unknown beyond ${plural(faults, 'fault')}`;
  return faults === null ? 'holds in every execution' : `holds with at most ${plural(faults, 'fault')}${isCut ? `; unknown beyond ${plural(faults, 'fault')}` : ''}`;
}

function workloadOf(done: readonly DoneJob[]): string {
  const checked = done.find(({ answer }) => answer.kind === 'check')?.answer;
  return checked?.kind === 'check' ? checked.workload.replace(/, with faults of .*$/, '') : '';
}

/** What was stopped before it was done, part by part. */
function missingOf(plan: readonly PlannedJob[], answers: readonly (CompareAnswer | null)[]): string[] {
  const parts = [...new Set(plan.map(({ part }) => part))];
  return parts.flatMap((part) => {
    const own = plan.flatMap((planned, nth) => (planned.part === part ? [answers[nth]] : []));
    const missing = own.filter((answer) => answer === null).length;
    return missing === 0 ? [] : [`${part}: ${missing} of ${own.length} jobs`];
  });
}

function toDone(planned: PlannedJob, answer: CompareAnswer | null): DoneJob[] {
  return answer === null ? [] : [{ planned, answer }];
}
