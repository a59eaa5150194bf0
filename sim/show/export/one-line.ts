/** A step in one line of text, for formats that show one line a step. */
import type { Trace, TraceStep } from '../../reproduce/trace.js';
import type { Narrator } from '../narrator.js';
import { lineOf } from '../story-line.js';
import { visible } from '../visible.js';

/** Who did what, what it changed, and what befell it. Nothing that cannot be seen is left in it. */
export function oneLine(step: TraceStep, trace: Trace, narrator: Narrator): string {
  const { who, text, fates } = lineOf(step, trace, narrator, false);
  return visible([who === null ? text : `${who} ${text}`, ...fates.map((fate) => `✗ ${fate}`)].join('  '));
}
