/** What `whatif check` is asked for: names looked up, numbers checked, defaults filled in. */
import os from 'node:os';
import { FAULT_KINDS } from '../../sim/explore/profile.js';
import { TimingClasses } from '../../sim/explore/exhaustive/timing-classes.js';
import { whyNotSymmetric } from '../../sim/explore/exhaustive/symmetry/symmetric-search.js';
import { REDUCTION_NAMES, type ReductionName } from '../../sim/explore/reductions/reduction.js';
import { WORKERS_MAX } from '../../sim/explore/exhaustive/team/team-memory.js';
import { parseWhole } from '../cli/numbers.js';
import type { BuiltCheck, CheckParameter, CheckSubject, CheckValues } from '../scenarios/check-subject.js';
import { goalRequest, valuesOfGoal, withWorkloadOf, type GivenGoal, type GoalRequest } from './goal-request.js';
import type { ReadCheck } from './search-file.js';
import { parseDuration } from '../terminal/duration.js';
import { UsageError } from '../terminal/failure.js';
import { slugOf } from '../terminal/slug.js';
import { lookUp, unknownName } from '../terminal/suggest.js';

/** The options of `whatif check` as commander gives them; parameters of the subjects are among them. */
export type CheckFlags = Readonly<Record<string, string | boolean | undefined>>;

/** How far a search may go: the same for all its workers. */
export interface SearchLimits {
  readonly faultsMax: number;
  readonly faultKinds: readonly string[] | null;
  readonly statesMax: number;
  readonly bytesMax: number;
  /** Whether events come in any order, or only as their nominal ranges allow. */
  readonly timing: 'free' | 'ranges';
  readonly symmetry: boolean;
  /** Breadth first, or depth first within each layer of faults. */
  readonly strategy: 'bfs' | 'dfs';
}

export interface CheckRequest {
  readonly subject: CheckSubject;
  readonly values: CheckValues;
  readonly built: BuiltCheck;
  /** Check this invariant alone, and no example; null for all properties. */
  readonly invariant: string | null;
  /** Search for this fingerprint alone; null for all properties. */
  readonly goal: GoalRequest | null;
  readonly limits: SearchLimits;
  /** A search that ended early, to go on with; null for a new one. */
  readonly resumed: ReadCheck | null;
  readonly workers: number;
  /** What makes no difference is left out: see sim/explore/reductions. */
  readonly reduction: ReductionName;
  readonly milliseconds: number | null;
  readonly json: boolean;
  /** Where capsules are written. */
  readonly out: string;
}

const STATES_MAX = 2_000_000_000;
const MEBIBYTE = 1024 * 1024;

/** @throws UsageError for whatever cannot be done. */
export function checkRequest(
  name: string | undefined, flags: CheckFlags, subjects: readonly CheckSubject[], resumed: ReadCheck | null = null, sought: GivenGoal | null = null,
): CheckRequest {
  if (resumed !== null) refuseWhatIsSaved(name, flags, subjects);
  if (sought !== null) refuseWithGoal(name, flags, subjects, sought);
  const saved = resumed?.saved;
  const known = new Map(subjects.map((subject) => [subject.name, subject]));
  const subject = lookUp('scenario', saved?.scenario ?? sought?.capsule?.scenario ?? name ?? (subjects[0] as CheckSubject).name, known, 'whatif list');
  const text = (flag: string): string | undefined => flags[flag] as string | undefined;
  const reduction = oneOf('--reduction', text('reduction') ?? 'none', REDUCTION_NAMES) as ReductionName;
  if (reduction !== 'none' && text('workers') !== undefined && text('workers') !== '1') {
    throw new UsageError({
      what: `--reduction ${reduction} is for one worker, and not for --workers ${text('workers')!}.`,
      why: 'What may be left out of a state depends on all ways that lead to it.', next: 'Leave one of the two out.',
    });
  }
  if (reduction !== 'none' && text('timing') === 'ranges') {
    throw new UsageError({
      what: `--reduction ${reduction} does not go with --timing ranges.`, why: 'Which events are independent is known only where they may come in any order.',
      next: 'Leave one of the two out.',
    });
  }
  if (reduction !== 'none' && flags['symmetry'] === true) {
    throw new UsageError({ what: `--reduction ${reduction} does not go with --symmetry.`, next: 'Leave one of the two out.' });
  }
  const values = saved?.values ?? (sought !== null && sought.capsule !== null ? valuesOfGoal(sought, subject) : valuesOf(subject, subjects, flags));
  const all = subject.build(values);
  const whole = sought !== null && sought.capsule !== null ? withWorkloadOf(sought.capsule, all) : all;
  const goal = sought === null ? null : goalRequest(sought, subject.name, whole.properties);
  const invariant = text('invariant') === undefined ? (saved?.invariant ?? null) : invariantOf(subject, whole, text('invariant')!);
  const built = goal === null ? onlyInvariant(whole, invariant) : { ...whole, expected: [goal.invariant], mustBreak: false };
  const timing = text('timing') === undefined ? (saved?.timing ?? subject.timing ?? 'free') : (oneOf('timing', text('timing')!, ['free', 'ranges']) as 'free' | 'ranges');
  if (timing === 'ranges' && new TimingClasses(built.model).orders) refuseWithRanges(subject, text('workers') ?? '1', reduction, flags['symmetry'] === true);
  return {
    subject, values, built, invariant, goal,
    limits: {
      // A search that goes on may be given more faults than before, but not fewer than it has reached.
      faultsMax: text('maxFaults') === undefined ? (saved?.faultsMax ?? faultsOfGoal(goal))
        : parseWhole(text('maxFaults')!, '--max-faults', saved?.search.position.faults ?? 0, 100),
      faultKinds: saved !== undefined ? saved.faultKinds : text('faults') === undefined && sought !== null && sought.capsule !== null ? (sought.capsule.faults ?? built.faultKinds ?? null)
        : faultKinds(built, text('faults')),
      statesMax: text('maxStates') === undefined ? STATES_MAX : parseWhole(text('maxStates')!, '--max-states', 1, STATES_MAX),
      bytesMax: text('maxMemory') === undefined ? defaultBytes() : parseMemory(text('maxMemory')!),
      timing,
      strategy: strategyOf(text, reduction),
      symmetry: saved?.symmetry ?? (flags['symmetry'] === true && assertSymmetric(subject, built)),
    },
    resumed,
    workers: text('workers') === undefined ? 1 : parseWhole(text('workers')!, '--workers', 1, WORKERS_MAX),
    reduction,
    milliseconds: text('for') === undefined ? null : Math.max(1, Math.floor(parseDuration(text('for')!, '--for') / 1000)),
    json: flags['json'] === true,
    out: text('out') ?? 'out',
  };
}

/** Who waits for whom is a part of states that only one worker numbers, that is not renamed, and that is no cell. @throws UsageError */
function refuseWithRanges({ timing }: CheckSubject, workers: string, reduction: ReductionName, symmetry: boolean): void {
  const refused = workers !== '1' ? `--workers ${workers}` : reduction !== 'none' ? `--reduction ${reduction}` : symmetry ? '--symmetry' : null;
  if (refused === null) return;
  throw new UsageError({
    what: `${refused} does not go with --timing ranges.`, why: 'It does not know yet of the order that durations impose on what is pending.',
    next: timing === 'ranges' ? 'Leave it out, or search with --timing free.' : 'Leave one of the two out.',
  });
}

function strategyOf(text: (flag: string) => string | undefined, reduction: ReductionName): 'bfs' | 'dfs' {
  const strategy = oneOf('--strategy', text('strategy') ?? 'bfs', ['bfs', 'dfs']) as 'bfs' | 'dfs';
  if (strategy === 'bfs') return strategy;
  const refused = text('workers') !== undefined && text('workers') !== '1' ? '--workers' : reduction !== 'none' ? '--reduction' : text('resume') !== undefined ? '--resume' : null;
  if (refused !== null) throw new UsageError({ what: `--strategy dfs does not go with ${refused}.`, next: 'Leave one of the two out.' });
  return strategy;
}

/** The run of the capsule has so many: that there are none with fewer is what is left to show. */
function faultsOfGoal(goal: GoalRequest | null): number {
  return goal === null || goal.capsuleFaults === null ? Infinity : Math.max(0, goal.capsuleFaults - 1);
}

/** @throws UsageError */
function refuseWithGoal(name: string | undefined, flags: CheckFlags, subjects: readonly CheckSubject[], { capsule }: GivenGoal): void {
  const refused = ['invariant', 'resume', 'symmetry', 'reduction', ...(flags['workers'] === '1' ? [] : ['workers'])].find((flag) => flags[flag] !== undefined);
  if (refused !== undefined) throw new UsageError({ what: `--${refused} does not go with --goal.`, next: 'Leave one of the two out.' });
  if (capsule === null) return;
  const given = name ?? ['policy', ...parameterNames(subjects)].find((flag) => flags[camelCase(flag)] !== undefined);
  if (given === undefined || given === capsule.scenario) return;
  throw new UsageError({
    what: `${name === undefined ? `--${given}` : `The scenario ${name}`} cannot be given with the capsule of a run of ${capsule.scenario}.`, why: 'The capsule says what is searched.',
    next: 'Give its fingerprint instead of the file.',
  });
}

/** What is searched, and with how many workers, is the file's to say. @throws UsageError */
function refuseWhatIsSaved(name: string | undefined, flags: CheckFlags, subjects: readonly CheckSubject[]): void {
  const refused = ['policy', 'faults', 'timing', 'invariant', 'workers', 'reduction', 'symmetry', ...parameterNames(subjects)].find((flag) => flags[camelCase(flag)] !== undefined);
  if (name === undefined && refused === undefined) return;
  throw new UsageError({
    what: `${name === undefined ? `--${refused ?? ''}` : `The scenario ${name}`} cannot be given with --resume.`,
    why: refused === 'workers' ? 'One worker goes on with a saved search.' : 'The file says what is searched.',
    next: 'Give limits alone: --max-faults, --max-states, --max-memory, --for.',
  });
}

function valuesOf(subject: CheckSubject, subjects: readonly CheckSubject[], flags: CheckFlags): CheckValues {
  const counts: Record<string, number> = {};
  const words: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(subject.parameters)) {
    const given = flags[camelCase(name)] as string | undefined;
    if ('words' in parameter) words[name] = given === undefined ? parameter.words[0]! : oneOf(`--${name}`, given, parameter.words);
    else counts[name] = given === undefined ? parameter.value : parseWhole(given, `--${name}`, parameter.min, parameter.max);
  }
  for (const name of parameterNames(subjects)) {
    if (flags[camelCase(name)] === undefined || name in subject.parameters) continue;
    const valid = Object.keys(subject.parameters).map((parameter) => `--${parameter}`);
    throw new UsageError({
      what: `${subject.name} has no parameter --${name}.`,
      next: valid.length === 0 ? 'It has none.' : `It has ${valid.join(', ')}.`,
    });
  }
  const policy = flags['policy'] as string | undefined;
  if (policy !== undefined && !subject.policies.includes(policy)) {
    throw unknownName(`policy of ${subject.name}`, policy, subject.policies, 'whatif list');
  }
  return { counts, words, policy: policy ?? subject.policies[0] ?? '' };
}

/** @throws UsageError when the model or its properties do not admit it. */
function assertSymmetric({ name }: CheckSubject, { model, properties }: BuiltCheck): true {
  const problem = whyNotSymmetric(model, properties);
  if (problem !== null) throw new UsageError({ what: `${name} cannot be searched with --symmetry.`, ...problem });
  return true;
}

/** The parameters of all subjects, by name. */
export function parametersOf(subjects: readonly CheckSubject[]): Map<string, CheckParameter> {
  return new Map(subjects.flatMap(({ parameters }) => Object.entries(parameters)));
}

function parameterNames(subjects: readonly CheckSubject[]): string[] {
  return [...parametersOf(subjects).keys()];
}

/** What is left to check when one invariant was named. */
export function onlyInvariant(built: BuiltCheck, invariant: string | null): BuiltCheck {
  if (invariant === null) return built;
  const { invariants, examples: _, leadsTo, ...properties } = built.properties;
  return {
    ...built, expected: built.expected.filter((name) => name === invariant),
    properties: {
      ...properties, invariants: invariants.filter(({ name }) => name === invariant), leadsTo: (leadsTo ?? []).filter(({ name }) => name === invariant),
    },
  };
}

function invariantOf({ name: subject }: CheckSubject, { properties }: BuiltCheck, given: string): string {
  const names = [...properties.invariants, ...(properties.leadsTo ?? [])].map(({ name }) => name);
  const named = names.find((name) => name === given || slugOf(name) === slugOf(given));
  return named ?? oneOf(`invariant of ${subject}`, given, names.map(slugOf));
}

function faultKinds({ model, faultKinds: own }: BuiltCheck, given: string | undefined): readonly string[] | null {
  if (given === undefined) return own ?? null;
  const known = Object.keys({ ...FAULT_KINDS, ...model.faultKinds });
  return given.split(',').map((kind) => oneOf('kind of fault', kind.trim(), known));
}

function oneOf(kind: string, given: string, valid: readonly string[]): string {
  if (!valid.includes(given)) throw unknownName(kind, given, valid, 'whatif check --help');
  return given;
}

/** Up to a quarter of the machine: others use it, too. */
function defaultBytes(): number {
  return Math.max(256 * MEBIBYTE, Math.min(4096 * MEBIBYTE, Math.floor(os.totalmem() / 4)));
}

function parseMemory(text: string): number {
  const match = /^(\d+)(MB|MiB|GB|GiB)$/i.exec(text);
  const unit = match?.[2]?.toUpperCase().startsWith('G') === true ? 1024 * MEBIBYTE : MEBIBYTE;
  const bytes = match === null ? 0 : Number(match[1]) * unit;
  if (bytes >= MEBIBYTE && bytes <= 1024 * 1024 * MEBIBYTE) return bytes;
  throw new UsageError({ what: `'${text}' is no amount of memory for --max-memory.`, next: 'Give a number with MB or GB, such as 512MB or 4GB.' });
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
