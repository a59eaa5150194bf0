/**
 * `whatif check --goal`: a fingerprint (or how one begins), or a capsule. A capsule also says what is searched: its scenario,
 * policy and topology, and of the workload what its users and guests asked for, in any order.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Goal } from '../../sim/explore/exhaustive/goal/goal.js';
import { onlyStimuli } from '../../sim/explore/exhaustive/goal/only-stimuli.js';
import type { Properties } from '../../sim/explore/exhaustive/properties.js';
import type { StimulusEvent } from '../../sim/process/event.js';
import type { AnyCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { modelHash } from '../build/model-hash.js';
import { checkValuesOf } from '../capsule/known-check.js';
import { readCapsule } from '../capsule/read-capsule.js';
import type { BuiltCheck, CheckSubject, CheckValues } from '../scenarios/check-subject.js';
import { UsageError } from '../terminal/failure.js';
import { slugOf } from '../terminal/slug.js';

/** What was given, before it is known what is searched. */
export type GivenGoal = { readonly text: string; readonly capsule: null } | { readonly text: string; readonly capsule: AnyCapsule; readonly file: string };

export interface GoalRequest extends Goal {
  /** The fingerprint, as far as it was given. */
  readonly fingerprint: string;
  /** The faults of the run that is to be compared with; null without a capsule. */
  readonly capsuleFaults: number | null;
}

/** @throws CapsuleError when a file is named that is no capsule. */
export function readGoal(text: string, directory: string): GivenGoal {
  const file = path.resolve(directory, text);
  return text.endsWith('.json') || existsSync(file) ? { text, file, capsule: readCapsule(file, { modelHash: modelHash(), lenient: true }) } : { text, capsule: null };
}

/** What a capsule says is searched. @throws UsageError, CapsuleError */
export function valuesOfGoal({ text, file, capsule }: GivenGoal & { readonly capsule: AnyCapsule }, subject: CheckSubject): CheckValues {
  if (capsule.expected === null) throw new UsageError({ what: `${text} holds a run that passes: there is nothing to look for.`, next: 'Give the capsule of a violation.' });
  if (capsule.mode === 'untimed') return checkValuesOf(file, capsule, subject);
  const asked = stimuliOf(capsule);
  const counts = subject.countsOfRun?.(capsule.settings, (source) => asked.filter((stimulus) => stimulus.source === source).length);
  if (counts !== undefined) return { counts, words: {}, policy: capsule.policy };
  throw new UsageError({ what: `${text} holds a run of ${subject.name}, of which no check is known.`, next: 'Give a fingerprint, and say what is to be searched.' });
}

/** What the users and guests of a capsule's run asked for. */
export function stimuliOf(capsule: AnyCapsule): StimulusEvent[] {
  const events = capsule.mode === 'timed' ? capsule.steps.map(({ content }) => content)
    : capsule.steps.map(({ event, spontaneous }) => (spontaneous === true ? event : undefined));
  return events.filter((event) => (event as { kind?: unknown } | undefined)?.kind === 'stimulus') as unknown as StimulusEvent[];
}

/** The goal among the properties of what is searched. @throws UsageError */
export function goalRequest({ text, capsule }: GivenGoal, subject: string, { invariants }: Properties): GoalRequest {
  const fingerprint = capsule?.expected?.fingerprint ?? text;
  const names = invariants.map(({ name }) => name);
  const whole = names.find((name) => fingerprint === name || fingerprint.startsWith(`${name} / `));
  const begun = names.filter((name) => name.startsWith(fingerprint) || slugOf(name) === fingerprint);
  const invariant = whole ?? (begun.length === 1 ? begun[0]! : null);
  if (invariant !== null) {
    return { invariant, rule: whole === undefined ? '' : fingerprint.slice(invariant.length + 3), fingerprint, capsuleFaults: capsule?.counts.faults ?? null };
  }
  throw new UsageError(begun.length > 1
    ? { what: `'${text}' may be a fingerprint of ${begun.map((name) => `"${name}"`).join(' or ')}.`, next: 'Give more of it.' }
    : {
      what: `'${text}' is neither a file nor how a fingerprint of ${subject} begins.`,
      why: `A fingerprint is the name of an invariant, a slash, and a rule. The invariants are ${names.map((name) => `"${name}"`).join(', ')}.`,
      next: '`whatif run --json`, `whatif check --json` and capsules name fingerprints.',
    });
}

/** What is searched, with what the users and guests of the capsule asked for as its workload. */
export function withWorkloadOf(capsule: AnyCapsule, built: BuiltCheck): BuiltCheck {
  return { ...built, model: onlyStimuli(built.model, stimuliOf(capsule)), workload: `${built.workload}: what the capsule's run was asked for, in any order` };
}
