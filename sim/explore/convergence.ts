/**
 * Convergence: once every fault has ended, the world comes to rest. A run that does not is a violation of its own, with
 * the reasons: what is still pending, and who waits for whom. A call without a time-out that waits for ever is rest.
 *
 * Any component can break it that goes on without getting anywhere. Its planted bug in the omicron model: `old state again`.
 */
import type { Event } from '../process/event.js';
import type { Invariant } from './invariant.js';
import { ABSENT } from '../world/interner.js';
import type { Simulation } from './simulation.js';

/** Put to the test by every run that reaches its heal phase. Only the driver of a run can see it broken. */
export const COMES_TO_REST: Invariant = {
  name: 'the world comes to rest',
  sentence: 'When all faults have ended and nobody asks for anything, the world comes to rest.',
  source: 'design section 5; Anvil\'s eventually stable reconciliation',
  antecedent: 'every run: its heal phase ends all faults',
  when: 'at rest',
  check: () => ({ tested: true, broken: null }),
};

/** How many pending events a report names. */
const NAMED_MAX = 4;

/** Adds the violation of a run that did not come to rest, if anybody asked for it. */
export function reportUnrest(simulation: Simulation): void {
  const index = simulation.checker.invariants.indexOf(COMES_TO_REST);
  if (index < 0) return;
  simulation.tested |= 1 << index;
  const pending = pendingEvents(simulation);
  const kinds = [...new Set(pending.map(kindOf))].sort();
  const reasons = [...new Set(pending.map((event) => `${kindOf(event)}${whyOf(simulation, event)}`))].sort();
  const waiting = openCalls(simulation);
  const evidence = `still pending when the run was given up: ${named(reasons, 'nothing')}` +
    (waiting.length === 0 ? '' : `; calls without an answer: ${named(waiting, '')}`);
  simulation.report(index, evidence, `${COMES_TO_REST.name} / ${kinds[0] ?? 'nothing is pending'}`);
}

function named(texts: readonly string[], nothing: string): string {
  return texts.length === 0 ? nothing : texts.slice(0, NAMED_MAX).join(', ') + (texts.length > NAMED_MAX ? ', ...' : '');
}

/** Why a task is still to go on: it sleeps between two attempts of a call, or for a reason of its program's. */
function whyOf({ world, transitions }: Simulation, event: Event): string {
  if (event.kind !== 'wake') return '';
  const state = transitions.read(world, ['task', ...event.task]) as { retries: { call: { to: string; endpoint: string } } | null } | null;
  return state === null || state.retries === null ? '' : ` (${state.retries.call.endpoint} of ${state.retries.call.to} is to be tried again)`;
}

/** What is waited for, perhaps for ever: a call without a time-out is no event. */
function openCalls({ world, transitions: { cells } }: Simulation): string[] {
  const calls = cells.names.filter((name, cell) => name[0] === 'call' && (world[cell] ?? ABSENT) !== ABSENT);
  return [...new Set(calls.map(([, from, to, endpoint]) => `${endpoint as string} from ${from as string} to ${to as string}`))].sort();
}

function pendingEvents({ agenda, transitions: { contents } }: Simulation): Event[] {
  const pending: Event[] = [];
  for (let node = 0; node < agenda.count; node += 1) {
    if (agenda.isPending(node)) pending.push(contents.events[agenda.contents[node] as number] as Event);
  }
  return pending;
}

/** What an event is, without the ids of who and what it concerns. */
export function kindOf(event: Event): string {
  switch (event.kind) {
    case 'request':
    case 'reply':
    case 'expire':
      return `${event.kind} of ${event.call[2]}`;
    case 'message':
    case 'timer':
    case 'stimulus':
      return `${event.kind} ${event.name}`;
    case 'wake':
    case 'begin':
      return `${event.kind} ${event.task[1]}`;
    case 'statement':
    case 'answer':
      return `${event.kind} ${event.statement}`;
    case 'action':
      return `action ${event.action}`;
    case 'fault':
      return `fault ${event.fault}`;
    case 'healing':
      return `healing ${event.healing}`;
  }
}
