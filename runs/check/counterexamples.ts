/** The counterexamples of a check: recorded step by step, and written as capsules that `whatif replay` runs. */
import path from 'node:path';
import type { Search } from '../../sim/explore/exhaustive/search.js';
import type { Invariant } from '../../sim/explore/invariant.js';
import { untimedCapsuleOf } from '../../sim/reproduce/untimed-capsule.js';
import { traceLasso, tracePath } from '../../sim/reproduce/untimed-trace.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { modelHash } from '../build/model-hash.js';
import { writeCapsule } from '../capsule/write-capsule.js';
import { HarnessBroken } from '../terminal/failure.js';
import { shortPath } from '../terminal/short-path.js';
import type { CheckRequest } from './check-request.js';
import type { FinishedSearch } from './run-search.js';
import { timedCounterexample } from './timed-counterexample.js';
import type { JudgedProperty } from './verdicts.js';

export interface Counterexample {
  readonly property: JudgedProperty;
  readonly trace: Trace;
  readonly violation: TracedViolation;
  /** Where its capsule is, relative to the current directory if it lies below. */
  readonly capsule: string;
  /** Whether durations within their ranges realise it; null when the model has no clock, or it was not worked out. */
  readonly realisable: boolean | null;
  /** Where the capsule of the timed run is that does the same; null when there is none. */
  readonly timedCapsule: string | null;
}

/** Those of the broken invariants, in the order of the properties. @throws HarnessBroken when the path shows another violation. */
export function writeCounterexamples(
  request: CheckRequest, { search }: FinishedSearch, properties: readonly JudgedProperty[], folder: string, directory: string,
): Counterexample[] {
  const { subject, values, built, goal, limits: { faultKinds, timing } } = request;
  // Several workers that are stopped may leave a broken invariant without the way to it.
  const told = properties.filter(({ verdict, state, lasso }) => verdict === 'violated' && (lasso !== null || (state !== null && search.knowsPathTo(state))));
  return told.map((property) => {
    const invariants = built.properties.invariants;
    const trace = traceOf(search, property, invariants);
    const violation = trace.violations.find(({ invariant, fingerprint }) =>
      invariant === property.name && (goal === null || fingerprint.startsWith(`${goal.invariant} / ${goal.rule}`)));
    const { lasso } = property;
    if (violation === undefined || violation.step !== property.steps! + (lasso?.loop.length ?? 0) || trace.faults !== property.faults) throw otherViolation(property, trace, violation);
    const capsule = untimedCapsuleOf(trace, {
      scenario: subject.name, policy: values.policy, timing, settings: { ...values.counts, ...values.words }, faults: faultKinds,
      modelHash: modelHash(), violation, ...(lasso === null ? {} : { lasso: { subject: lasso.subject, owedAfter: lasso.owedAfter, stem: lasso.stem.length } }),
    });
    const file = writeCapsule(path.join(folder, ...subject.name.split('/'), values.policy), capsule);
    // What leads to rest has no end that times could be given to.
    const timed = subject.timed === undefined || trace.atRest ? { realisable: null, capsule: null }
      : timedCounterexample(request, subject.timed(values), trace, violation);
    return {
      property, trace, violation, capsule: shortPath(file, directory), realisable: timed.realisable,
      timedCapsule: timed.capsule === null ? null : shortPath(writeCapsule(path.dirname(file), timed.capsule), directory),
    };
  });
}

function traceOf(search: Search, { name, state, lasso, renaming }: JudgedProperty, invariants: readonly Invariant[]): Trace {
  if (lasso !== null) return traceLasso(search, lasso, search.properties.leadsTo!.find((property) => property.name === name)!, invariants);
  return tracePath(search, state!, invariants, { renaming, atRest: invariants.find((invariant) => invariant.name === name)!.when === 'at rest' });
}

function otherViolation({ name, steps, faults }: JudgedProperty, trace: Trace, violation: TracedViolation | undefined): HarnessBroken {
  const found = violation === undefined ? 'it is not broken' : `it is broken at step ${violation.step}`;
  return new HarnessBroken({
    what: `The counterexample of "${name}" is another execution when it is recorded.`,
    why: `The search broke it at step ${steps ?? 0} with ${faults ?? 0} faults; recorded, ${found}, with ${trace.faults} faults.`,
    next: 'The search and the simulation disagree: report it with the command that you ran.',
  });
}
