/**
 * Shrinks the run of a capsule: the smallest run that fails with the same fingerprint. Fewest faults, then fewest requests, then
 * fewest processes (smaller-scenario.ts), then fewest steps.
 *
 * What it gives is the capsule of a timed run like any other, and is replayed strictly before it is handed out. All of it has one
 * budget, in steps, so that it comes to the same on every machine.
 */
import { performance } from 'node:perf_hooks';
import { InvariantChecker } from '../../sim/explore/invariant.js';
import { Simulation } from '../../sim/explore/simulation.js';
import { capsuleOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { lenientReplay } from '../../sim/reproduce/lenient-replay.js';
import { replay } from '../../sim/reproduce/replay.js';
import { scriptOf, type Script } from '../../sim/reproduce/script.js';
import { Attempts, Effort } from '../../sim/reproduce/shrink/attempts.js';
import { recordScript, shrink, shrinkFurther } from '../../sim/reproduce/shrink/shrink.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { Transitions } from '../../sim/step/transitions.js';
import { buildScenario, engineFor, type RunSpec } from '../campaign/run-spec.js';
import type { BuiltScenario, Scenario } from '../scenarios/scenario.js';
import { HarnessBroken } from '../terminal/failure.js';
import { smallerScenarios, withoutSpareRequests } from './smaller-scenario.js';

/** How many steps a shrink may make in all. */
export const SHRINK_STEPS = 3_000_000;
/** The part of them that is kept for smaller scenarios. */
const FOR_SMALLER_SCENARIOS = 0.3;
/** The longest run that is recorded whole. */
const RECORDED_STEPS_MAX = 200_000;

export interface Shrunk {
  readonly capsule: Capsule;
  readonly trace: Trace;
  readonly violation: TracedViolation;
  /** The scenario that it is a run of: with fewer processes and requests, perhaps, than it had before. */
  readonly built: BuiltScenario;
  readonly spec: RunSpec;
  /** Requests of users and events of guests that are left. */
  readonly requests: number;
  /** How many runs were tried. */
  readonly tried: number;
  readonly seconds: number;
}

/** Of a capsule whose run does not fail in the recorded way on the model of today. */
export interface NotFailing {
  readonly verdict: string;
}

/** Where scripts are played: a scenario, and a simulation of it that watches the violated invariant alone. */
interface Stage {
  readonly spec: RunSpec;
  readonly built: BuiltScenario;
  readonly simulation: Simulation;
  readonly attempts: Attempts;
}

/**
 * @param capsule Of a run that fails: `expected` is not null.
 * @param modelHash Of the model of today: the shrunk capsule is made with it.
 * @param stepsMax How many steps it may make in all.
 */
export function shrinkCapsule(
  capsule: Capsule, scenario: Scenario, spec: RunSpec, modelHash: string, stepsMax: number = SHRINK_STEPS,
): Shrunk | NotFailing {
  const started = performance.now();
  const begun = failingScript(capsule, buildScenario(scenario, spec), spec, modelHash);
  if ('verdict' in begun) return begun;
  const { fingerprint } = capsule.expected!;
  const kept = Math.floor(stepsMax * FOR_SMALLER_SCENARIOS);
  const effort = new Effort(stepsMax - kept);
  let stage = stageOf(scenario, spec, capsule, effort);
  let script = shrink(stage.simulation, stage.attempts, begun.script);
  if (script === null) throw broken('The recorded run does not fail when its record is played.', fingerprint);
  effort.stepsLeft += kept;
  ({ stage, script } = inSmallerScenario(scenario, stage, script, capsule, effort));
  const { steps } = recordScript(stage.simulation, stage.attempts, script).trace;
  const small = recorded(script, capsule, scenario, { ...stage.spec, settings: withoutSpareRequests(scenario, stage.spec.settings, steps) }, modelHash);
  const outcome = replay(engineFor(small.built, small.spec).simulation, small.capsule);
  if (!outcome.matches) throw new HarnessBroken({ what: 'The shrunk run does not replay.', why: outcome.verdict, next: 'Report it with the capsule.' });
  return { ...small, tried: effort.tried, seconds: (performance.now() - started) / 1000 };
}

function stageOf(scenario: Scenario, spec: RunSpec, { expected, steps }: Capsule, effort: Effort): Stage {
  const built = buildScenario(scenario, spec);
  const invariants = engineFor(built, spec).invariants.filter(({ name }) => name === expected?.invariant);
  const transitions = new Transitions(built.model);
  const simulation = new Simulation(transitions, new InvariantChecker(transitions, invariants));
  return { spec, built, simulation, attempts: new Attempts(simulation, expected!.fingerprint, 2 * steps.length + 200, effort) };
}

/** The script to begin with: the record, or what a lenient replay makes of it on another model. */
function failingScript(capsule: Capsule, built: BuiltScenario, spec: RunSpec, modelHash: string): { readonly script: Script } | NotFailing {
  const { simulation } = engineFor(built, spec);
  if (capsule.modelHash === modelHash) {
    const outcome = replay(simulation, capsule);
    return outcome.matches ? scriptOf(capsule) : { verdict: outcome.verdict };
  }
  const { verdict, sentence, trace } = lenientReplay(simulation, capsule);
  if (verdict !== 'still fails the same way') return { verdict: sentence };
  const context = { ...spec, seed: '', modelHash, violation: null };
  return scriptOf(capsuleOf(trace, context));
}

/** Goes on as long as the run also fails with something left out, and with no more faults and requests. */
function inSmallerScenario(scenario: Scenario, first: Stage, from: Script, capsule: Capsule, effort: Effort): { stage: Stage; script: Script } {
  let [stage, script] = [first, from];
  for (;;) {
    const { faults } = stage.attempts.run(script);
    const next = firstThatFails(scenario, stage, script, faults, capsule, effort);
    if (next === null) return { stage, script };
    ({ stage, script } = next);
  }
}

function firstThatFails(scenario: Scenario, { spec }: Stage, from: Script, faults: number, capsule: Capsule, effort: Effort): { stage: Stage; script: Script } | null {
  for (const { settings, script } of smallerScenarios(scenario, spec.settings, from)) {
    if (effort.isSpent) return null;
    const stage = stageOf(scenario, { ...spec, settings }, capsule, effort);
    const smaller = shrinkFurther(stage.simulation, stage.attempts, script, faults);
    if (smaller !== null) return { stage, script: smaller };
  }
  return null;
}

/** The run of a script with all invariants watched, as a capsule. */
function recorded(
  script: Script, { expected, faults, seed }: Capsule, scenario: Scenario, spec: RunSpec, modelHash: string,
): Omit<Shrunk, 'tried' | 'seconds'> {
  const { invariant: name, fingerprint } = expected!;
  const built = buildScenario(scenario, spec);
  const { simulation, invariants } = engineFor(built, spec);
  const judgesRest = invariants.some((invariant) => invariant.name === name && (invariant.when === 'at rest' || invariant.canStill !== undefined));
  const attempts = new Attempts(simulation, fingerprint, RECORDED_STEPS_MAX, new Effort(0), judgesRest);
  const { trace, ending } = recordScript(simulation, attempts, script);
  const violation = trace.violations.find((found) => found.fingerprint === fingerprint);
  if (violation === undefined) throw broken('The shrunk run does not fail when all invariants are watched.', fingerprint);
  const { policy, profile, settings } = spec;
  const capsule = capsuleOf(trace, {
    scenario: spec.scenario, policy, profile, settings, faults, seed, modelHash, violation, stopped: !ending.atRest,
  });
  return { capsule, trace, violation, built, spec, requests: trace.steps.filter(({ event }) => event?.kind === 'stimulus').length };
}

function broken(what: string, fingerprint: string): HarnessBroken {
  return new HarnessBroken({ what, why: `It is to violate: ${fingerprint}.`, next: 'Report it with the capsule.' });
}
