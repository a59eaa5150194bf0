/**
 * Stories: 8 to 20 lines of a run, told from its steps by general rules.
 *
 * Which of the steps are told is for which-steps.ts to say. Whatever is left out is counted.
 */
import type { Trace, TracedViolation } from '../reproduce/trace.js';
import { TraceWorld } from '../reproduce/world-of-trace.js';
import type { Narrator } from './narrator.js';
import type { StepKind, StoryLine } from './story-line.js';
import { stepsWorthTelling } from './which-steps.js';

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
const BELIEFS_MAX = 7;
/** Lines of these kinds are added only while the story has fewer lines than this. */
const FILLED_UP_TO: Readonly<Partial<Record<StepKind, number>>> = { call: 14, work: 12, resumption: LINES_MIN };

/** Tells a run. */
export function tellStory(trace: Trace, narrator: Narrator, options: StoryOptions = {}): Story {
  const { violation = trace.violations[0] ?? null, linesMax = LINES_MAX } = options;
  const end = violation?.step ?? trace.steps.length - 1;
  const verdict = violation === null ? [] : [violationLine(violation, trace)];
  const closing = [...verdict, ...beliefLines(trace, narrator, end, Math.min(BELIEFS_MAX, linesMax - 8))];
  const told = closing.length;
  const lines = stepsWorthTelling(trace, narrator, violation, {
    linesMax: linesMax - told,
    filledUpTo: Object.fromEntries(Object.entries(FILLED_UP_TO).map(([kind, lines]) => [kind, lines - told])),
    othersUpTo: LINES_MIN - told,
  });
  return { violated: violation?.sentence ?? null, entries: withGaps(lines, closing, end, trace.steps.length - 1) };
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
