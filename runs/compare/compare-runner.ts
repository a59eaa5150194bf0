/**
 * Does the jobs of a comparison: in a worker thread, or in this one for tests.
 *
 * Each seed is run with every policy, one after the other. Draws are keyed by what they are about and how often that occurred, and
 * never by the policy; so all policies meet the same faults until they part, and the hashes of their steps tell where that is.
 */
import { Engine, type Budget } from '../../sim/explore/engine.js';
import { recordRun, type Trace } from '../../sim/reproduce/trace.js';
import { lineOf } from '../../sim/show/story-line.js';
import { consultationOf } from '../../models/omicron/policies/consult.js';
import { projectRoot } from '../build/model-hash.js';
import { seedOf } from '../campaign/run-spec.js';
import { adoptPolicy } from '../policies/policy-file.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';
import { runCheck } from './check-run.js';
import type { CompareAnswer, CompareJob, CompareOptions, PartingAnswer, PartingJob, RunsAnswer, RunsJob } from './compare-job.js';
import { RunObserver } from './observe/run-observer.js';
import { observation } from './observe/sight.js';
import { variedOptions, type Variation } from './variation.js';

/** There is an engine for each policy, so each holds less than that of a campaign. */
const BUDGET: Budget = { integersMax: 24_000_000, valuesMax: 300_000 };

interface PolicyEngine {
  readonly built: BuiltScenario;
  readonly engine: Engine;
  /** What its runs are drawn from at the moment. */
  options: string;
}

export class CompareRunner {
  private readonly options: CompareOptions;
  private readonly scenario: Scenario;
  private readonly engines = new Map<string, PolicyEngine>();
  private readonly observer = new RunObserver();
  private readonly bits: ReadonlyMap<string, number>;

  static async create(options: CompareOptions): Promise<CompareRunner> {
    const module = (await import(options.scenariosModule ?? '../scenarios/index.js')) as { scenarios: readonly Scenario[] };
    const scenario = module.scenarios.find(({ name }) => name === options.scenario);
    if (scenario === undefined) throw new Error(`There is no scenario '${options.scenario}'`);
    for (const policy of options.policies) await adoptPolicy(policy, projectRoot);
    return new CompareRunner(options, scenario);
  }

  private constructor(options: CompareOptions, scenario: Scenario) {
    this.options = options;
    this.scenario = scenario;
    this.bits = new Map(options.invariants.map((name, bit) => [name, bit]));
  }

  /** Never throws: what went wrong is an answer, too. */
  do(job: CompareJob): CompareAnswer {
    try {
      switch (job.kind) {
        case 'runs':
          return this.runs(job);
        case 'parting':
          return this.parting(job);
        case 'check':
          return runCheck(job);
      }
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  private runs({ profile, variations, from, count }: RunsJob): RunsAnswer {
    const { policies } = this.options;
    const records = policies.map((): RunsAnswer['records'][number][number][] => []);
    const partings = policies.map((): number[] => []);
    for (let index = from; index < from + count; index += 1) {
      let first: readonly number[] = [];
      policies.forEach((policy, nth) => {
        records[nth]!.push(this.observer.run(this.engine(policy, profile, variations), this.seed(index), this.bits));
        if (nth === 0) first = [...this.observer.hashes];
        partings[nth]!.push(nth === 0 ? -1 : partingOf(first, this.observer.hashes));
      });
    }
    return { kind: 'runs', records, partings };
  }

  private parting({ profile, first, second, seed }: PartingJob): PartingAnswer {
    const [one, other] = [first, second].map((policy): [Trace, BuiltScenario] => {
      const { simulation, timedRun } = this.engine(policy, profile, []);
      return [recordRun(simulation, timedRun, this.seed(seed)), this.engines.get(policy)!.built];
    }) as [[Trace, BuiltScenario], [Trace, BuiltScenario]];
    const [steps, others] = [one[0].steps, other[0].steps];
    const step = steps.findIndex((own, nth) => others[nth] === undefined || signature(own) !== signature(others[nth]));
    const at = step < 0 ? (others.length > steps.length ? steps.length : null) : step;
    const told = ([trace, { narrator }]: [Trace, BuiltScenario]): string => {
      const traced = at === null ? undefined : trace.steps[at];
      if (traced === undefined) return 'the run is at rest';
      const { who, text, fates } = lineOf(traced, trace, narrator, false);
      return [`${who === null ? '' : `${who} `}${text}`, ...fates, ...lastDecision(trace, traced.number)].join('; ');
    };
    return { kind: 'parting', step: at, first: told(one), second: told(other), time: at === null ? 0 : (steps[at] ?? others[at])?.time ?? 0 };
  }

  private engine(policy: string, profile: string, variations: readonly Variation[]): Engine {
    const options = JSON.stringify([profile, variations]);
    let known = this.engines.get(policy);
    if (known === undefined) {
      const settings = Object.fromEntries(Object.entries(this.scenario.settings).map(([name, { value }]) => [name, value]));
      const built = this.scenario.build(policy, settings);
      const engine = new Engine({ model: built.model, invariants: [...built.invariants, observation] }, variedOptions(profile, variations, built.model), BUDGET);
      known = { built, engine, options };
      this.engines.set(policy, known);
    }
    if (known.options !== options) known.engine.vary(variedOptions(profile, variations, known.built.model));
    known.options = options;
    return known.engine;
  }

  private seed(index: number): string {
    return seedOf({ campaignSeed: this.options.campaignSeed, single: false }, index);
  }
}

/** What the policy was asked last before a step, and what it said. */
function lastDecision({ steps }: Trace, before: number): string[] {
  const asked = steps.slice(0, before + 1).flatMap(({ marks }) => marks.flatMap((mark) => consultationOf(mark) ?? [])).at(-1);
  return asked === undefined ? [] : [`asked about "${asked.cell}" the policy said "${asked.action}"`];
}

/** The first step (from 1) whose hash is another one, or that only one of them has; -1 when they are the same. */
function partingOf(first: readonly number[], second: readonly number[]): number {
  const length = Math.max(first.length, second.length);
  for (let step = 0; step < length; step += 1) if (first[step] !== second[step]) return step + 1;
  return -1;
}

/** What the rolling hash of a run takes in of a step. */
function signature({ fingerprint, choices }: Trace['steps'][number]): string {
  return JSON.stringify([fingerprint, choices.map(({ label, option }) => [label, option])]);
}
