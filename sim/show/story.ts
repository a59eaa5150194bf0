/**
 * Stories: 8 to 20 lines of a run, told from its steps by general rules.
 *
 * The story of a violation is told from its causal past; that of a run that passed, from all of its steps. Which
 * lines are told goes by their kind (what was blamed, faults, users, failures, processes, named writes, calls, the rest)
 * and by how near they are to the violation. Whatever is left out is counted.
 */
import { causesOf } from '../reproduce/causes.js';
import type { Trace, TracedViolation } from '../reproduce/trace.js';
import { TraceWorld } from '../reproduce/world-of-trace.js';
import type { Narrator } from './narrator.js';
import { lineOf, type StepKind, type StoryLine } from './story-line.js';

export interface Story {
  /** The sentence of the invariant that is violated; null when none is. */
  readonly violated: string | null;
  readonly entries: readonly StoryEntry[];
}

export type StoryEntry =
  | { readonly line: StoryLine }
  /** Steps that are not told. `after`: they come after the end of the story. */
  | { readonly omitted: number; readonly after: boolean };

export interface StoryOptions {
  /** The violation to tell of. Left out: the first one; null: none, tell the run. */
  readonly violation?: TracedViolation | null;
  /** The most lines, those of beliefs included. */
  readonly linesMax?: number;
}

const LINES_MAX = 20;
/** A story that is shorter is filled up with steps that had no part in it, if there are any. */
const LINES_MIN = 8;
/** The distance of a step outside the causal past. */
const OUTSIDE = 1_000_000;
const BELIEFS_MAX = 7;
/** What a kind of line counts for: as many links of distance. Lines with the least of both together are told. */
const WEIGHTS: Readonly<Record<StepKind, number>> = {
  blame: -1_000, fault: 0, user: -2, failure: 1, process: 2, write: 2, call: 6, work: 9, resumption: 12,
};
/** Lines of these kinds are added only while the story has fewer lines than this. */
const FILLED_UP_TO: Readonly<Partial<Record<StepKind, number>>> = { call: 14, work: 12, resumption: LINES_MIN };

/** Tells a run. */
export function tellStory(trace: Trace, narrator: Narrator, options: StoryOptions = {}): Story {
  const { violation = trace.violations[0] ?? null, linesMax = LINES_MAX } = options;
  const end = violation?.step ?? trace.steps.length - 1;
  const verdict = violation === null ? [] : [violationLine(violation, trace)];
  const closing = [...verdict, ...beliefLines(trace, narrator, end, Math.min(BELIEFS_MAX, linesMax - 8))];
  const causes = violation === null ? null : pastOf(violation, trace);
  const candidates = trace.steps.slice(1, end + 1).map((step) => ({
    line: lineOf(step, trace, narrator, step.number === violation?.blame?.writer),
    distance: causes === null ? 0 : (causes.get(step.number) ?? OUTSIDE),
  }));
  const lines = choose(candidates, linesMax - closing.length, closing.length);
  return { violated: violation?.sentence ?? null, entries: withGaps(lines, closing, end, trace.steps.length - 1) };
}

/** The causal past of a violation; null for one that no cell shows, such as a world that does not come to rest. */
function pastOf(violation: TracedViolation, trace: Trace): Map<number, number> | null {
  return violation.blame === null && violation.reads.length === 0 ? null : causesOf(trace, violation);
}

interface Candidate {
  readonly line: StoryLine;
  readonly distance: number;
}

/** The lines that matter most, at most `room` of them, in the order of their steps. */
function choose(candidates: readonly Candidate[], room: number, closing: number): StoryLine[] {
  const cost = ({ line, distance }: Candidate): number => WEIGHTS[line.kind as StepKind] + distance;
  const ranked = [...candidates].sort((left, right) => cost(left) - cost(right) || left.line.step - right.line.step);
  const chosen: StoryLine[] = [];
  for (const { line, distance } of ranked) {
    const filledUpTo = distance === OUTSIDE ? LINES_MIN : (FILLED_UP_TO[line.kind as StepKind] ?? Infinity);
    if (chosen.length < room && chosen.length + closing < filledUpTo) chosen.push(line);
  }
  return chosen.sort((left, right) => left.step - right.step);
}

function violationLine({ step, invariant, evidence }: TracedViolation, trace: Trace): StoryLine {
  const time = step >= trace.steps.length - 1 ? trace.time : (trace.steps[step]?.time ?? 0);
  return { kind: 'violation', step, time, who: null, text: `${invariant} is violated: ${evidence}`, fates: [] };
}

function beliefLines(trace: Trace, narrator: Narrator, step: number, linesMax: number): StoryLine[] {
  const time = trace.steps[step]?.time ?? 0;
  return narrator.beliefs(new TraceWorld(trace, step)).slice(0, Math.max(0, linesMax))
    .map(({ who, what }) => ({ kind: 'belief', step, time, who, text: what, fates: [] }));
}

function withGaps(lines: readonly StoryLine[], closing: readonly StoryLine[], end: number, last: number): StoryEntry[] {
  const told = new Set(lines.map(({ step }) => step));
  const entries: StoryEntry[] = [];
  let at = 1;
  const skipTo = (step: number): void => {
    let omitted = 0;
    for (; at < step; at += 1) if (!told.has(at)) omitted += 1;
    if (omitted > 0) entries.push({ omitted, after: false });
  };
  for (const line of lines) {
    skipTo(line.step);
    entries.push({ line });
  }
  skipTo(end + 1);
  entries.push(...closing.map((line) => ({ line })));
  if (last > end) entries.push({ omitted: last - end, after: true });
  return entries;
}
