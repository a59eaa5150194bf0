/**
 * A run for ShiViz (https://bestchai.bitbucket.io/shiviz): an event in two lines, its text, then its host with its vector
 * clock. ShiViz draws the happens-before graph, folds it, searches it, and compares two runs.
 *
 * A step happens after the one before it on its host, after the step that armed it, and after the steps that wrote what it
 * read. ShiViz asks that a host's own entry begins at 1 and grows by one, and that every entry names a host of the log.
 * The first world is no event here.
 */
import type { Trace, TracedViolation } from '../../reproduce/trace.js';
import type { Narrator } from '../narrator.js';
import { visible } from '../visible.js';
import { lanesOf } from './lanes.js';
import { oneLine } from './one-line.js';

/** ShiViz reads from the first line of a file how to read the rest; from the second, how executions are divided: there is one. */
export const SHIVIZ_PARSER = '(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})';

type Clock = ReadonlyMap<string, number>;

/** The log of a run, up to the step that completed the violation if there is one. Ends with a line break. */
export function shivizLog(trace: Trace, narrator: Narrator, violation: TracedViolation | null): string {
  const end = violation?.step ?? trace.steps.length - 1;
  const clocks: Clock[] = [new Map()];
  const latest = new Map<string, Clock>();
  const lines = [SHIVIZ_PARSER, ''];
  for (const step of trace.steps.slice(1, end + 1)) {
    if (step.event === null) continue;
    const host = hostName(lanesOf(step.event).at);
    const clock = new Map(latest.get(host));
    for (const earlier of [step.armedBy, ...step.reads.map(({ writer }) => writer)]) {
      if (earlier !== null) join(clock, clocks[earlier] as Clock);
    }
    clock.set(host, (clock.get(host) ?? 0) + 1);
    clocks[step.number] = clock;
    latest.set(host, clock);
    const verdict = step.number === violation?.step ? `  ✗ ${visible(violation.invariant)} is violated` : '';
    lines.push(`${step.number}. ${oneLine(step, trace, narrator)}${verdict}`, `${host} ${JSON.stringify(Object.fromEntries(clock))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Each entry becomes the later one of the two. */
function join(clock: Map<string, number>, other: Clock): void {
  for (const [host, time] of other) clock.set(host, Math.max(time, clock.get(host) ?? 0));
}

/** A host's name has no spaces. */
function hostName(lane: string): string {
  return visible(lane).replace(/\s+/gu, '_') || '_';
}
