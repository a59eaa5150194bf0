/**
 * Shrinks the run of a capsule: the smallest run of the same scenario that fails with the same fingerprint.
 *
 * What it gives is the capsule of a timed run like any other, and is replayed strictly before it is handed out. Left out: a
 * smaller topology (fewer sleds, Nexus processes or instances than the capsule has).
 */
import { performance } from 'node:perf_hooks';
import { InvariantChecker } from '../../sim/explore/invariant.js';
import { Simulation } from '../../sim/explore/simulation.js';
import { capsuleOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { lenientReplay } from '../../sim/reproduce/lenient-replay.js';
import { replay } from '../../sim/reproduce/replay.js';
import { scriptOf, type Script } from '../../sim/reproduce/script.js';
import { Attempts } from '../../sim/reproduce/shrink/attempts.js';
import { recordScript, shrink } from '../../sim/reproduce/shrink/shrink.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { Transitions } from '../../sim/step/transitions.js';
import { engineFor, type RunSpec } from '../campaign/run-spec.js';
import type { BuiltScenario } from '../scenarios/scenario.js';
import { HarnessBroken } from '../terminal/failure.js';

export interface Shrunk {
  readonly capsule: Capsule;
  readonly trace: Trace;
  readonly violation: TracedViolation;
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

/**
 * @param capsule Of a run that fails: `expected` is not null.
 * @param modelHash Of the model of today: the shrunk capsule is made with it.
 */
export function shrinkCapsule(capsule: Capsule, built: BuiltScenario, spec: RunSpec, modelHash: string): Shrunk | NotFailing {
  const started = performance.now();
  const { fingerprint, invariant: name } = capsule.expected!;
  const begun = failingScript(capsule, built, spec, modelHash);
  if ('verdict' in begun) return begun;
  const invariants = engineFor(built, spec).invariants.filter((invariant) => invariant.name === name);
  const transitions = new Transitions(built.model);
  const simulation = new Simulation(transitions, new InvariantChecker(transitions, invariants));
  const attempts = new Attempts(simulation, fingerprint, 2 * capsule.steps.length + 200);
  const script = shrink(simulation, attempts, begun.script);
  if (script === null) throw new HarnessBroken({
    what: 'The recorded run does not fail when its record is played.', why: `It is to violate: ${fingerprint}.`,
    next: 'Report it with the capsule.',
  });
  const { trace, violation, atRest } = recorded(script, fingerprint, invariants.some(({ when, canStill }) => when === 'at rest' || canStill !== undefined), built, spec);
  const small = capsuleOf(trace, {
    scenario: spec.scenario, policy: spec.policy, profile: spec.profile, settings: spec.settings, faults: capsule.faults, seed: capsule.seed,
    modelHash, violation, stopped: !atRest,
  });
  const outcome = replay(engineFor(built, spec).simulation, small);
  if (!outcome.matches) throw new HarnessBroken({ what: 'The shrunk run does not replay.', why: outcome.verdict, next: 'Report it with the capsule.' });
  return {
    capsule: small, trace, violation, requests: trace.steps.filter(({ event }) => event?.kind === 'stimulus').length, tried: attempts.tried,
    seconds: (performance.now() - started) / 1000,
  };
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

/** The run of a script with all invariants watched. */
function recorded(
  script: Script, fingerprint: string, judgesRest: boolean, built: BuiltScenario, spec: RunSpec,
): { trace: Trace; violation: TracedViolation; atRest: boolean } {
  const { simulation } = engineFor(built, spec);
  const attempts = new Attempts(simulation, fingerprint, 200_000, judgesRest);
  const { trace, ending } = recordScript(simulation, attempts, script);
  const violation = trace.violations.find((found) => found.fingerprint === fingerprint);
  if (violation === undefined) throw new HarnessBroken({
    what: 'The shrunk run does not fail when all invariants are watched.', why: `It is to violate: ${fingerprint}.`, next: 'Report it with the capsule.',
  });
  return { trace, violation, atRest: ending.atRest };
}
