/** What a replay amounts to, in words: the recorded run and verdict, or what differs. */
import { otherFingerprints } from './capsule.js';
import type { Divergence } from './divergence.js';
import type { Trace } from './trace.js';
import type { AnyCapsule } from './untimed-capsule.js';

export interface Judgement {
  /** Whether it was the recorded run, ended in the recorded verdict, and the capsule is as it was written. */
  readonly matches: boolean;
  /** One or more sentences. */
  readonly verdict: string;
  /** The fields of the capsule that the replay contradicts, with both sides. */
  readonly differences: readonly string[];
}

/** Compares a replay with what its capsule promised. */
export function judge(capsule: AnyCapsule, trace: Trace, divergence: Divergence | null, edited: boolean): Judgement {
  const differences = divergence === null ? differencesOf(capsule, trace) : [];
  const matches = divergence === null && differences.length === 0 && !edited;
  return { matches, differences, verdict: verdict(capsule, trace, divergence, edited, differences) };
}

function verdict(
  { expected, mode }: AnyCapsule, trace: Trace, divergence: Divergence | null, edited: boolean, differences: readonly string[],
): string {
  const edit = edited ? 'The capsule was changed after it was written: its checksum does not fit its content. ' : '';
  if (divergence !== null) return edit + divergence.message;
  if (differences.length > 0) return `${edit}The replay ends otherwise than recorded: ${differences.join('; ')}.`;
  const last = trace.steps.length - 1;
  const same = expected === null
    ? `passes as recorded: ${last} steps, no violation`
    : `fails as recorded: ${expected.invariant} is violated at step ${expected.step} of ${last}`;
  if (!edited) return `The run ${same}.`;
  return `${edit}All that a replay can check is unchanged (the run ${same}), so the change is in ` +
    `${mode === 'timed' ? 'profile, settings, faults, seed' : 'settings, faults'} or the checksum.`;
}

function differencesOf(capsule: AnyCapsule, trace: Trace): string[] {
  const differences: string[] = [];
  const compare = (field: string, recorded: string | number, replayed: string | number): void => {
    if (recorded !== replayed) differences.push(`${field} is ${recorded} in the capsule and ${replayed} in the replay`);
  };
  compare('hash', capsule.hash, trace.hash);
  compare('counts.steps', capsule.counts.steps, trace.steps.length - 1);
  compare('counts.events', capsule.counts.events, trace.events);
  compare('counts.faults', capsule.counts.faults, trace.faults);
  const { expected } = capsule;
  if (expected === null) {
    compare('expected', 'no violation', trace.violations[0]?.fingerprint ?? 'no violation');
    return differences;
  }
  const { violations } = trace;
  const found = violations.find(({ fingerprint }) => fingerprint === expected.fingerprint) ??
    violations.find(({ invariant }) => invariant === expected.invariant);
  if (found === undefined) {
    differences.push(`expected is a violation of ${expected.invariant}, and the replay has ` +
      (violations.length === 0 ? 'none at all' : `only ${violations.map(({ invariant }) => invariant).join(', ')}`));
    return differences;
  }
  compare('expected.invariant', expected.invariant, found.invariant);
  compare('expected.fingerprint', expected.fingerprint, found.fingerprint);
  compare('expected.step', expected.step, found.step);
  compare('also', capsule.also.join(', '), otherFingerprints(trace, found).join(', '));
  return differences;
}
