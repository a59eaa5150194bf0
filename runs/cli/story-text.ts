/** A recorded run as text for a person. */
import type { RunPlan } from '../../sim/explore/profile.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { callsThatWaitForEver, type WaitingCall } from '../../sim/reproduce/waiting-for-ever.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { renderStory } from '../../sim/show/render-story.js';
import { tellStory } from '../../sim/show/story.js';
import { counted } from '../terminal/count.js';
import { formatDuration } from '../terminal/duration.js';
import type { Terminal } from '../terminal/terminal.js';
import { chalkFor, textWidth, wrapped } from './paragraphs.js';

/** A story that was asked for may be longer than the one that nobody asked for. */
const WHOLE_LINES_MAX = 60;

/**
 * `violation` is what the story is about; null for a run that passed. `whole`: as much of it as a person may want.
 * `isUntimed`: an execution without a clock.
 */
export function storyText(
  trace: Trace, narrator: Narrator, violation: TracedViolation | null, terminal: Terminal, { whole = false, isUntimed = false } = {},
): string {
  const story = tellStory(trace, narrator, { violation, ...(whole ? { linesMax: WHOLE_LINES_MAX } : {}) });
  const chalk = chalkFor(terminal);
  return renderStory(story, {
    width: textWidth(terminal), emphasise: chalk.red, warn: chalk.yellow, name: chalk.bold, dim: chalk.dim, isUntimed,
  }).join('\n');
}

/** What waits for ever in a world that came to rest, as lines; none when nothing does. */
export function waitingText(trace: Trace, terminal: Terminal): string[] {
  const calls = callsThatWaitForEver(trace);
  if (calls.length === 0) return [];
  const lines = calls.map(({ call: [from, to, endpoint], chain }) =>
    wrapped(`  ${from} waits for ${to} to answer ${endpoint}${chain.map(({ words }) => `, ${words}`).join('')}`, terminal, 4));
  return [`At rest, and waiting for ever (${counted(calls.length, 'call')} without a time-out):`, ...lines];
}

/** The same for programs. */
export function waitingJson(trace: Trace): object[] {
  return callsThatWaitForEver(trace).map(({ call: [from, to, endpoint], chain }: WaitingCall) => ({ from, to, endpoint, because: chain }));
}

/** What a run drew from its profile. */
export function planText(plan: RunPlan, terminal: Terminal): string {
  const kinds = plan.kinds.map(({ kind, rate }) => `${kind} (${rate})`).join(', ');
  const stimuli = plan.stimuli.map(({ source, count }) => `${source} at most ${count}`).join(', ');
  return wrapped(`Drawn for this run: faults ${kinds === '' ? 'none' : kinds}; ${stimuli}; faults end after ` +
    `${formatDuration(plan.healAt)}. (Numbers are chances in a million, or shares of the lasting faults.)`, terminal, 2);
}
