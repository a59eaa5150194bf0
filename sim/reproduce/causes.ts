/**
 * The causal past of a violation: a backward slice over what each step read and over who armed each event.
 *
 * Everything that a step did follows from what it read, what it drew and which event it was; so a step outside the slice
 * had no part in the violation, in this run. One thing is added that did not happen: of a call that timed out, whatever
 * kept its answer (waiting.ts).
 */
import type { Trace, TracedRead, TracedViolation } from './trace.js';
import { whyUnanswered } from './waiting.js';

/** That something is gone, or a list of keys changed, tells less than what is there: it counts as this many links. */
const WEAK = 3;

/**
 * The steps that a violation follows from, each with its distance: the least number of links between them.
 *
 * The violation's own step and the write that it blames are at 0, the writers of what else the invariant saw at 1.
 */
export function causesOf(trace: Trace, violation: TracedViolation): Map<number, number> {
  const distances = new Map<number, number>();
  const waiting: number[][] = [];
  const reach = (step: number | null, distance: number): void => {
    if (step !== null && !distances.has(step)) (waiting[distance] ??= []).push(step);
  };
  const reachWriter = ({ cell, writer, value }: TracedRead, distance: number): void =>
    reach(writer, distance + (value === null || cell[0] === 'rows' || cell[0] === 'id' ? WEAK : 1));
  reach(violation.step, 0);
  reach(violation.blame?.writer ?? null, 0);
  for (const read of violation.reads) reachWriter(read, 0);
  for (let distance = 0; distance < waiting.length; distance += 1) {
    for (const number of waiting[distance] ?? []) {
      if (distances.has(number)) continue;
      distances.set(number, distance);
      const step = trace.steps[number];
      reach(step?.armedBy ?? null, distance + 1);
      for (const read of step?.reads ?? []) reachWriter(read, distance);
      if (step?.event?.kind !== 'expire') continue;
      for (const link of whyUnanswered(trace, number - 1, step.event.call)) reach(link.step, distance + 1);
    }
  }
  return distances;
}
