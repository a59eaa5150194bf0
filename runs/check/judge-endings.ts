/**
 * What is judged when a search has ended: worlds at rest, and what must come in the end; each in a sentence that names its
 * bound, and for what must come in the end the assumptions.
 */
import type { LeadsToCheck, LivenessDecision } from '../../sim/explore/exhaustive/liveness/leads-to-check.js';
import type { RestCheck, RestDecision } from '../../sim/explore/exhaustive/rest/rest-check.js';
import type { Search } from '../../sim/explore/exhaustive/search.js';
import { initialOptionsOf } from '../../sim/explore/exhaustive/path.js';
import { flawOf } from '../../sim/interpreter/plain-lasso.js';
import { whyNeverPaid } from '../../sim/reproduce/never-paid.js';
import { HarnessBroken } from '../terminal/failure.js';
import { bound, heldWithin, plural, undecided, type JudgedProperty } from './verdicts.js';

/** What went on after a search; null where nobody did. */
export interface Endings {
  readonly rest: RestCheck | null;
  readonly leadsTo: LeadsToCheck | null;
}

/** Under which every verdict on what must come in the end is given; null where there is none. */
export function assumptionsOf({ properties: { leadsTo = [] } }: Search): string | null {
  return leadsTo.length === 0 ? null : ASSUMPTIONS;
}

const ASSUMPTIONS = 'Of what must come in the end it is assumed that every pending event that could fire from some moment on, and change something, ' +
  'does fire; so crashed processes restart, and partitions and outages end. Nothing is assumed of choices, users and faults.';

export function judgeAtRestOf(search: Search, { rest }: Endings): JudgedProperty[] {
  const invariants = search.properties.invariants.filter(({ when }) => when === 'at rest');
  if (rest === null) return invariants.map(({ name, sentence }) => notChecked(name, sentence, 'speaks of worlds at rest, which are judged by one worker alone, and without --reduction por and --symmetry'));
  return rest.decisions.map((decision) => judgeRest(search, rest, decision));
}

function judgeRest(search: Search, rest: RestCheck, { invariant: { name, sentence, antecedent }, broken, tested, isComplete }: RestDecision): JudgedProperty {
  if (broken !== null) {
    const { faults, depth, evidence, state } = broken;
    const finding = `is broken at rest with ${plural(faults, 'fault')}, after ${plural(depth - 1, 'step')}: ${evidence}`;
    return { ...undecided(name, sentence), verdict: 'violated', finding, faults, steps: depth - 1, evidence, state };
  }
  if (rest.ending !== 'complete') return unknown(name, sentence, `is unknown: the look at worlds at rest ended early (${rest.ending ?? 'stopped'})`);
  if (!isComplete) return unknown(name, sentence, 'is unbroken so far: not every world at rest was searched');
  const vacuous = tested ? '' : `; it was never put to the test (${antecedent})`;
  return {
    ...undecided(name, sentence), verdict: bound(search) === null ? 'unknown' : 'holds',
    finding: `${heldWithin(search)}, of which ${plural(rest.resting, 'state')} at rest${vacuous}`,
  };
}

/** @throws HarnessBroken when a lasso is none: replayed plainly it does not do what was found. */
export function judgeLeadsTo(search: Search, { leadsTo }: Endings): JudgedProperty[] {
  const properties = search.properties.leadsTo ?? [];
  if (leadsTo === null) return properties.map(({ name, sentence }) => notChecked(name, sentence, 'is judged by one worker alone, and without --reduction por and --symmetry'));
  return properties.map((property, nth) => {
    const decision = leadsTo.decisions[nth];
    if (decision === undefined) return unknown(property.name, property.sentence, `is unknown: the search for it ended early (${leadsTo.ending ?? 'stopped'})`);
    return judgeDecision(search, decision);
  });
}

function judgeDecision(search: Search, { property, broken, tested }: LivenessDecision): JudgedProperty {
  const { name, sentence, antecedent } = property;
  if (broken === null) {
    const vacuous = tested ? '' : `; it was never put to the test (${antecedent})`;
    return { ...undecided(name, sentence), verdict: bound(search) === null ? 'unknown' : 'holds', finding: heldWithin(search) + vacuous };
  }
  confirm(search, { property, broken, tested });
  const { faults, stem, loop, subject } = broken;
  const { evidence } = whyNeverPaid(name, subject, loop.map(({ event }) => event));
  const finding = `is broken with ${plural(faults, 'fault')}, after ${plural(stem.length, 'step')}: ${evidence}`;
  return { ...undecided(name, sentence), verdict: 'violated', finding, faults, steps: stem.length, evidence, lasso: broken };
}

function confirm(search: Search, { property, broken }: LivenessDecision): void {
  const lasso = { ...broken!, initialOptions: initialOptionsOf(search, broken!.start) };
  const flaw = flawOf(search.transitions.model, property, lasso, false);
  if (flaw === null) return;
  throw new HarnessBroken({
    what: `The execution that breaks "${property.name}" is none.`, why: `Replayed plainly, ${flaw}.`,
    next: 'The search and the interpreter disagree: report it with the command that you ran.',
  });
}

function notChecked(name: string, sentence: string, finding: string): JudgedProperty {
  return { ...undecided(name, sentence), verdict: 'not checked', finding };
}

function unknown(name: string, sentence: string, finding: string): JudgedProperty {
  return { ...undecided(name, sentence), verdict: 'unknown', finding };
}
