/**
 * What a search says of each property: holds, violated or unknown (for examples: met, missing or unknown), each in a
 * sentence that names its bound.
 *
 * A layer of the search is all executions with so many faults. What is known of an unfinished search is what its finished
 * layers say.
 */
import { faultsCompleted } from '../../sim/explore/exhaustive/completed.js';
import type { Lasso } from '../../sim/explore/exhaustive/liveness/lasso.js';
import type { Search } from '../../sim/explore/exhaustive/search.js';
import { formatCount } from '../terminal/count.js';

export type PropertyVerdict = 'holds' | 'violated' | 'met' | 'missing' | 'unknown' | 'not checked';

export interface JudgedProperty {
  readonly name: string;
  /** The property itself. */
  readonly sentence: string;
  readonly verdict: PropertyVerdict;
  /** What was found, within which bound. */
  readonly finding: string;
  /** The faults and steps of the execution that decided it. */
  readonly faults: number | null;
  readonly steps: number | null;
  readonly evidence: string | null;
  /** The state that decided it. */
  readonly state: number | null;
  /** The execution that never pays what it owes, of what must come in the end. */
  readonly lasso: Lasso | null;
  /** With symmetry: what the ids of that state are renamed to. */
  readonly renaming?: readonly number[];
}

/** The invariants that always hold, and the examples. */
export function judgeSearch(search: Search): JudgedProperty[] {
  const { invariants, examples = [] } = search.properties;
  const always = invariants.filter(({ when }) => when === 'always');
  const judged = always.map(({ name, sentence, antecedent }, index): JudgedProperty => {
    const decision = search.decisions[index] ?? null;
    if (decision !== null) {
      const { faults, depth, evidence, state, renaming } = decision;
      const finding = `is broken with ${plural(faults, 'fault')}, after ${plural(depth - 1, 'step')}: ${evidence}`;
      return { ...undecided(name, sentence), verdict: 'violated', finding, faults, steps: depth - 1, evidence, state, ...(renaming === undefined ? {} : { renaming }) };
    }
    const vacuous = (search.tested & (1 << index)) === 0 ? `; it was never put to the test (${antecedent})` : '';
    return { ...undecided(name, sentence), verdict: bound(search) === null ? 'unknown' : 'holds', finding: heldWithin(search) + vacuous };
  });
  const met = examples.map(({ name, sentence }, index): JudgedProperty => {
    const decision = search.decisions[always.length + index] ?? null;
    if (decision === null) {
      const isKnown = bound(search) !== null;
      return { ...undecided(name, sentence), verdict: isKnown ? 'missing' : 'unknown', finding: isKnown ? `never happens ${within(search)}` : 'was not met so far' };
    }
    const { faults, depth, state, renaming } = decision;
    const finding = `can happen with ${plural(faults, 'fault')}, after ${plural(depth - 1, 'step')}`;
    return { ...undecided(name, sentence), verdict: 'met', finding, faults, steps: depth - 1, state, ...(renaming === undefined ? {} : { renaming }) };
  });
  return [...judged, ...met];
}

/** The most faults of executions that were all searched; Infinity when there are no others, null when not even those without faults were. */
export function bound(search: Search): number | null {
  return faultsCompleted(search);
}

/** Why a search is not complete, in words; null when it is. */
export function whyUnfinished({ ending }: Search): string | null {
  switch (ending) {
    case 'states':
      return '--max-states is reached';
    case 'memory':
      return '--max-memory is reached';
    case 'values':
      return 'there are ever new values, more than may be kept: the model may be endless';
    case 'stopped':
      return 'it was stopped';
    default:
      return null;
  }
}

export function heldWithin(search: Search): string {
  const known = bound(search);
  if (known === null) {
    const beyond = search.isSureOfLayers ? ` beyond ${plural(Math.max(0, search.depth - 2), 'step')}` : '';
    return `is unbroken so far; unknown even without faults${beyond} ` +
      `(${formatCount(search.distinct)} states, and ${whyUnfinished(search) ?? 'it goes on'})`;
  }
  const beyond = search.ending === 'complete' || search.ending === 'fault bound' ? '' : `; unknown beyond ${plural(known, 'fault')}`;
  return `holds ${within(search)}${beyond}`;
}

function within(search: Search): string {
  const known = bound(search);
  // States are numbered by layer: those of the finished ones come first.
  const states = search.levels[(known ?? 0) + 1]?.[0] ?? search.distinct;
  if (known === Infinity) return `in every execution (${formatCount(search.distinct)} states)`;
  const which = known === 0 ? 'without a fault' : `with at most ${plural(known ?? 0, 'fault')}`;
  return `in every execution ${which} (${formatCount(states)} states)`;
}

/** What is the same in every property that nothing decided. */
export function undecided(name: string, sentence: string): Omit<JudgedProperty, 'verdict' | 'finding'> {
  return { name, sentence, faults: null, steps: null, evidence: null, state: null, lasso: null };
}

export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
