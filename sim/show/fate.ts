/** What befell an event: the faults of its step, and the faults that were there before and struck it now. */
import { FAULT_KINDS } from '../explore/profile.js';
import type { Trace, TraceStep } from '../reproduce/trace.js';
import { whyUnanswered } from '../reproduce/waiting.js';
import type { Value } from '../world/value.js';
import { lengthOfTime } from './brief.js';

/** In words, one for each thing that befell it; empty when all went well. */
export function fateOf(step: TraceStep, trace: Trace): string[] {
  const fates = step.choices.flatMap(({ fault, label, option }) => (fault === null ? [] : [told(fault, `${label}: ${option}`)]));
  if (step.late && step.armedBy !== null) {
    const took = step.time - (trace.steps[step.armedBy]?.time ?? step.time);
    fates.push(`late: it took ${lengthOfTime(took)}`);
  }
  const swallowed = lostOnTheWay(step) ?? turnedAway(step) ?? unanswered(step, trace);
  return swallowed === null ? fates : [...fates, swallowed];
}

/** Faults of a message after which it never was where it was sent. */
const NEVER_ARRIVED: ReadonlySet<string> = new Set([
  'lost-request', 'lost-reply', 'lost-message', 'refused', 'unencodable', 'injected-500', 'injected-503', 'injected-429', 'injected-4xx',
]);

/** False for a request that its server never saw, a reply that its client never got, a datagram that was lost. */
export function arrived(step: TraceStep): boolean {
  const struck = step.choices.some(({ fault }) => fault !== null && NEVER_ARRIVED.has(fault));
  return !struck && lostOnTheWay(step) === null && turnedAway(step) === null;
}

function told(kind: string, fallback: string): string {
  const sentence = FAULT_KINDS[kind];
  return sentence === undefined ? fallback : `${kind}: ${sentence}`;
}

/** A time-out: what kept the answer. */
function unanswered({ number, event }: TraceStep, trace: Trace): string | null {
  if (event?.kind !== 'expire') return null;
  const chain = whyUnanswered(trace, number - 1, event.call);
  if (chain.length === 0) return null;
  const since = chain.at(-1)?.step ?? null;
  return chain.map(({ words }) => words).join(', ') + (since === null ? '' : ` (step ${since})`);
}

/** It crossed a link that was cut. */
function lostOnTheWay({ event, reads }: TraceStep): string | null {
  if (event?.kind !== 'request' && event?.kind !== 'reply' && event?.kind !== 'message') return null;
  const cut = reads.find(({ cell, value }) => cell[0] === 'link' && value === 'cut');
  return cut === undefined ? null : `lost: ${String(cut.cell[1])} cannot reach ${String(cut.cell[2])}`;
}

/** It came to a process that was not there. */
function turnedAway({ event, reads }: TraceStep): string | null {
  if (event?.kind !== 'request') return null;
  const server = event.call[1];
  const status = reads.find(({ cell }) => cell[0] === 'process' && cell[1] === server);
  if (status === undefined) return null;
  if (status.value === null) return `refused: there is no ${server}`;
  return (status.value as Record<string, Value>)['status'] === 'down' ? `refused: ${server} is down` : null;
}
