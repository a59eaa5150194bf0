/**
 * How many seeds and how much CPU time each strategy needs to find what is there: the planted bugs, without any fault, and real
 * findings of the rules of 2023 under the profile `mixed`. Repetitions have seeds of their own; a strategy's engine is warm, since a
 * campaign's is after its first seconds.
 */
import { Engine } from '../../../sim/explore/engine.js';
import { EPISODE_RUNS, GuidedRuns } from '../../../sim/explore/strategies/guided-runs.js';
import { STRATEGIES, type StrategyName } from '../../../sim/explore/strategies/strategy.js';
import type { RunResult } from '../../../sim/explore/run-result.js';
import { PROFILES } from '../../profiles/profiles.js';
import { engineWith, PLANTED } from '../../scenarios/planted.js';
import { buildOmicron } from '../../scenarios/omicron-4226.js';

const WARM_UP = 200;
const NAMES = Object.keys(STRATEGIES) as StrategyName[];

/** What one repetition needed; Infinity where it was not found in time. */
export interface Needed {
  readonly seeds: number;
  readonly milliseconds: number;
}

/** By target and strategy: what each repetition needed. */
export type Measured = Map<string, Map<StrategyName, Needed[]>>;

export interface Effort {
  readonly repetitions: number;
  /** A repetition gives up after so many seeds. */
  readonly seedsMax: number;
}

export function measurePlanted({ repetitions, seedsMax }: Effort, note: (text: string) => void): Measured {
  const measured: Measured = new Map();
  for (const { invariant, bug } of PLANTED) {
    note(`${bug}\n`);
    for (const strategy of NAMES) {
      const engine = warmedUp(engineWith(bug, strategy));
      for (let nth = 0; nth < repetitions; nth += 1) {
        const isFound = (run: RunResult): boolean => run.violations.some((violation) => violation.invariant === invariant);
        addNeeded(measured, bug, strategy, repetition(engine, strategy, `planted-${nth}`, seedsMax, (run) => (isFound(run) ? [bug] : []), 1).get(bug));
      }
    }
  }
  return measured;
}

/** Every distinct violation that some strategy finds, all of them looked for at once. */
export function measureFindings({ repetitions, seedsMax }: Effort, note: (text: string) => void): Measured {
  const measured: Measured = new Map();
  for (const strategy of NAMES) {
    note(`${strategy}\n`);
    const engine = warmedUp(new Engine(buildOmicron('2023-10', {}), { profile: PROFILES.get('mixed')!, faults: null, strategy }));
    for (let nth = 0; nth < repetitions; nth += 1) {
      const found = repetition(engine, strategy, `findings-${nth}`, seedsMax, (run) => run.violations.map(({ fingerprint }) => fingerprint), Infinity);
      for (const [fingerprint, needed] of found) addNeeded(measured, fingerprint, strategy, needed);
    }
  }
  // Who did not find it in a repetition needed more than there was.
  for (const byStrategy of measured.values()) {
    for (const strategy of NAMES) {
      const needed = byStrategy.get(strategy) ?? [];
      byStrategy.set(strategy, [...needed, ...Array.from({ length: repetitions - needed.length }, () => NOT_FOUND)]);
    }
  }
  return measured;
}

const NOT_FOUND: Needed = { seeds: Infinity, milliseconds: Infinity };

function addNeeded(measured: Measured, target: string, strategy: StrategyName, needed: Needed = NOT_FOUND): void {
  const byStrategy = measured.get(target) ?? new Map<StrategyName, Needed[]>();
  measured.set(target, byStrategy);
  byStrategy.set(strategy, [...(byStrategy.get(strategy) ?? []), needed]);
}

/** When each target showed first. Ends when `enough` have, or the seeds are used up. */
function repetition(
  engine: Engine, strategy: StrategyName, seed: string, seedsMax: number, targets: (run: RunResult) => readonly string[], enough: number,
): Map<string, Needed> {
  const found = new Map<string, Needed>();
  const started = process.cpuUsage();
  let guided: GuidedRuns | null = null;
  for (let index = 0; index < seedsMax && found.size < enough; index += 1) {
    if (strategy === 'guided' && index % EPISODE_RUNS === 0) guided = new GuidedRuns(engine, `${seed}-${index / EPISODE_RUNS}`);
    const run = guided === null ? engine.run(`${seed}-${index}`) : guided.run(`${seed}-${index}`);
    for (const target of targets(run)) {
      if (found.has(target)) continue;
      const { user, system } = process.cpuUsage(started);
      found.set(target, { seeds: index + 1, milliseconds: (user + system) / 1000 });
    }
  }
  return found;
}

function warmedUp(engine: Engine): Engine {
  for (let nth = 0; nth < WARM_UP; nth += 1) engine.run(`warm-up-${nth}`);
  return engine;
}
