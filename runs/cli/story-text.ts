/** A recorded run as text: a story of a few lines. */
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { handlerOf } from '../../sim/step/transitions.js';
import type { RunPlan } from '../../sim/explore/profile.js';
import { formatDuration } from '../terminal/duration.js';
import type { Terminal } from '../terminal/terminal.js';
import { wrapped } from './paragraphs.js';

const LINES_MAX = 18;

/** `violation` is what the story is about; null for a run that passed. */
export function storyText(trace: Trace, narrator: Narrator, violation: TracedViolation | null, _terminal: Terminal, _whole = false): string {
  const last = violation?.step ?? trace.steps.length - 1;
  const steps = trace.steps.filter(({ event, number }) => event !== null && number <= last);
  const shown = steps.slice(-LINES_MAX);
  const lines = shown.map(({ number, event }) => `${String(number).padStart(5)}  ${narrator.event(event!) ?? handlerOf(event!)}`);
  if (shown.length < steps.length) lines.unshift(`       (${steps.length - shown.length} earlier steps)`);
  if (violation !== null) lines.push(`       => ${violation.evidence}`);
  return lines.join('\n');
}

/** The story of a run that violated nothing. */
export function passingStory(trace: Trace, narrator: Narrator, terminal: Terminal): string {
  return storyText(trace, narrator, null, terminal);
}

/** What a run drew from its profile. */
export function plainPlan(plan: RunPlan, terminal: Terminal): string {
  const kinds = plan.kinds.map(({ kind, rate }) => `${kind} (${rate})`).join(', ');
  const stimuli = plan.stimuli.map(({ source, count }) => `${source} up to ${count}`).join(', ');
  return wrapped(`Drawn for this run: faults ${kinds === '' ? 'none' : kinds}; ${stimuli}; all faults end after ` +
    `${formatDuration(plan.healAt)}.`, terminal, 2);
}
