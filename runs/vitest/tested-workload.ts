/** A bounded workload, of which a test searches every execution: what `whatif check` does, as an expectation. */
import path from 'node:path';
import { tracePath } from '../../sim/reproduce/untimed-trace.js';
import { judgeCheck } from '../check/check-report.js';
import { checkRequest, type CheckFlags, type CheckRequest } from '../check/check-request.js';
import { writeCounterexamples } from '../check/counterexamples.js';
import { ownModelSubject, type OwnModel } from '../check/own-model.js';
import { runSearch, type FinishedSearch } from '../check/run-search.js';
import { plural, type JudgedProperty } from '../check/verdicts.js';
import { storyText } from '../cli/story-text.js';
import type { CheckSubject } from '../scenarios/check-subject.js';
import { checkSubjects } from '../scenarios/check-subjects.js';
import { PAGE, ViolationError } from './violation-error.js';

export interface WorkloadOptions {
  /** One of the policies, where there are any; left out: the first. */
  readonly policy?: string;
  /** The workload's parameters, as `npx whatif check --help` names them: `{ requests: 2, sleds: 1 }`. */
  readonly parameters?: Readonly<Record<string, number | string>>;
  /** Only these kinds of fault; left out: all. */
  readonly faults?: readonly string[];
}

export interface TestedWorkload {
  readonly subject: CheckSubject;
  readonly subjects: readonly CheckSubject[];
  readonly options: WorkloadOptions;
  /** Whether the `whatif` command knows it by its name. */
  readonly isKnown: boolean;
}

export interface CheckOptions {
  /** The invariant that counts: its name, as it stands or with-hyphens; left out: all properties. */
  readonly invariant?: string;
  /** Executions with at most so many faults (default: 1). */
  readonly maxFaults?: number;
  /** The search is given up after so many states: then nothing is known, and the test fails (default: 1,000,000). */
  readonly maxStates?: number;
  /** `ranges`: only such orders of events as nominal durations allow (default: `free`, any order). */
  readonly timing?: 'free' | 'ranges';
  /** Where the capsule of a counterexample is written, from the current directory (default: `out`); null for nowhere. */
  readonly out?: string | null;
}

/** What an exhaustive search says that found nothing: a proof, for this workload and so many faults. */
export interface WorkloadHeld {
  readonly states: number;
  /** Each property with what was found of it, in words. */
  readonly findings: Readonly<Record<string, string>>;
}

const DEFAULT_FAULTS = 1;
const DEFAULT_STATES = 1_000_000;

/** @param subject What `whatif check` knows by this name, or a model of one's own. */
export function workload(subject: string | OwnModel, options: WorkloadOptions = {}): TestedWorkload {
  if (typeof subject !== 'string') {
    const own = ownModelSubject(subject.model.name, subject);
    return { subject: own, subjects: [own], options, isKnown: false };
  }
  const { subject: found } = checkRequest(subject, {}, checkSubjects);
  return { subject: found, subjects: checkSubjects, options, isKnown: true };
}

/** @throws ViolationError with the shortest counterexample, or when the search ended before anything was certain. */
export async function expectEveryExecutionHolds(tested: TestedWorkload, options: CheckOptions): Promise<WorkloadHeld> {
  const request = checkRequest(tested.subject.name, flagsOf(tested, options), tested.subjects);
  const finished = await runSearch(request, { progress: () => undefined, signal: new AbortController().signal });
  const { properties } = judgeCheck(request, finished);
  const bad = properties.filter(({ verdict }) => verdict === 'violated' || verdict === 'missing');
  if (bad.length > 0) {
    const first = [...bad].sort((left, right) => (left.faults ?? 0) - (right.faults ?? 0) || (left.steps ?? 0) - (right.steps ?? 0))[0]!;
    throw new ViolationError(counterexample(tested, request, finished, first, options.out === undefined ? 'out' : options.out));
  }
  const unknown = properties.filter(({ verdict }) => verdict === 'unknown');
  if (unknown.length > 0) {
    throw new ViolationError([
      ...unknown.map(({ name, finding }) => `${name} ${finding}`), 'Nothing was proved: give a larger maxStates, fewer faults or a smaller workload.',
    ].join('\n'));
  }
  return { states: finished.search.distinct, findings: Object.fromEntries(properties.map(({ name, finding }) => [name, finding])) };
}

/** The options as the command has them. */
function flagsOf({ options: { policy, parameters = {}, faults } }: TestedWorkload, check: CheckOptions): CheckFlags {
  const { invariant, maxFaults = DEFAULT_FAULTS, maxStates = DEFAULT_STATES, timing } = check;
  const given = Object.entries(parameters).map(([name, value]) => [name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()), String(value)]);
  return {
    ...Object.fromEntries(given) as Record<string, string>, maxFaults: String(maxFaults), maxStates: String(maxStates), policy, timing, invariant,
    faults: faults?.join(','),
  };
}

function counterexample(
  { isKnown }: TestedWorkload, request: CheckRequest, finished: FinishedSearch, property: JudgedProperty, out: string | null,
): string {
  const { search } = finished;
  const { built } = request;
  const lines = [`${property.name} ${property.finding}`, `(${built.workload}: every execution with at most ${plural(request.limits.faultsMax, 'fault')})`];
  if (property.state === null || !search.knowsPathTo(property.state)) return lines.join('\n');
  const trace = tracePath(search, property.state, built.properties.invariants);
  const violation = trace.violations.find(({ invariant }) => invariant === property.name) ?? null;
  lines.push(storyText(trace, built.narrator, violation, PAGE, { isUntimed: true }));
  if (!isKnown || out === null) return lines.join('\n');
  const [written] = writeCounterexamples(request, finished, [property], path.resolve(out), process.cwd());
  if (written !== undefined) lines.push('', `replay it:   npx whatif replay ${written.capsule}`, `why:         npx whatif explain ${written.capsule}`);
  return lines.join('\n');
}
