/**
 * Which steps of a run are worth telling: of a violation those of its causal past, of a run that passed any. They go by
 * their kind (what was blamed, faults, users, failures, processes, named writes, calls, the rest) and by how near they are to
 * the violation.
 */
import { causesOf } from '../reproduce/causes.js';
import type { Trace, TracedViolation } from '../reproduce/trace.js';
import type { Narrator } from './narrator.js';
import { lineOf, type StepKind, type StoryLine } from './story-line.js';

export interface Room {
  /** The most lines. */
  readonly linesMax: number;
  /** Lines of these kinds are told only while there are fewer lines than this. */
  readonly filledUpTo: Readonly<Partial<Record<StepKind, number>>>;
  /** Steps outside the causal past are told only while there are fewer lines than this. */
  readonly othersUpTo: number;
}

/** The distance of a step outside the causal past. */
const OUTSIDE = 1_000_000;
/** What a kind of line counts for: as many links of distance. Lines with the least of both together are told. */
const WEIGHTS: Readonly<Record<StepKind, number>> = {
  blame: -1_000, fault: 0, user: -2, failure: 1, process: 2, write: 2, call: 6, work: 9, resumption: 12,
};

interface Candidate {
  readonly line: StoryLine;
  readonly distance: number;
}

/** The lines that matter most, in the order of their steps; none after the violation. */
export function stepsWorthTelling(trace: Trace, narrator: Narrator, violation: TracedViolation | null, room: Room): StoryLine[] {
  const causes = violation === null ? null : pastOf(violation, trace);
  const end = violation?.step ?? trace.steps.length - 1;
  const candidates = trace.steps.slice(1, end + 1).map((step): Candidate => ({
    line: lineOf(step, trace, narrator, step.number === violation?.blame?.writer),
    distance: causes === null ? 0 : (causes.get(step.number) ?? OUTSIDE),
  }));
  const cost = ({ line, distance }: Candidate): number => WEIGHTS[line.kind as StepKind] + distance;
  const ranked = candidates.sort((left, right) => cost(left) - cost(right) || left.line.step - right.line.step);
  const chosen: StoryLine[] = [];
  // Of what never came nothing bears a trace: where a run ends in the violation, the faults outside its past may be why.
  const tellsFaults = violation !== null && violation.step === trace.steps.length - 1;
  for (const { line, distance } of ranked) {
    const isOther = distance === OUTSIDE && !(tellsFaults && line.kind === 'fault');
    const upTo = isOther ? room.othersUpTo : (room.filledUpTo[line.kind as StepKind] ?? Infinity);
    if (chosen.length < Math.min(room.linesMax, upTo)) chosen.push(line);
  }
  return chosen.sort((left, right) => left.step - right.step);
}

/** The causal past of a violation; null for one that no cell shows, such as a world that does not come to rest. */
export function pastOf(violation: TracedViolation, trace: Trace): Map<number, number> | null {
  return violation.blame === null && violation.reads.length === 0 ? null : causesOf(trace, violation);
}
