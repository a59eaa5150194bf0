/**
 * Executions that never pay what they owe, as a check finds them: what is said of one, and whether a replayed capsule holds one.
 */
import { kindOf } from '../explore/convergence.js';
import type { LeadsTo } from '../explore/exhaustive/properties.js';
import type { Simulation } from '../explore/simulation.js';
import { flawOf } from '../interpreter/plain-lasso.js';
import type { Event } from '../process/event.js';
import { Divergence } from './divergence.js';
import type { TraceRecorder } from './trace-recorder.js';
import type { AnyCapsule, UntimedCapsule } from './untimed-capsule.js';

/** How many kinds of event of a loop are named. */
const NAMED_MAX = 4;

/** In a sentence, and as a fingerprint; `loop`: the events that go round. */
export function whyNeverPaid(property: string, subject: string, loop: readonly Event[]): { readonly evidence: string; readonly fingerprint: string } {
  const kinds = [...new Set(loop.map(kindOf))].sort();
  const named = kinds.slice(0, NAMED_MAX).join(', ') + (kinds.length > NAMED_MAX ? ', ...' : '');
  return loop.length === 0
    ? { evidence: `${subject}: nothing has to happen any more`, fingerprint: `${property} / nothing has to happen any more` }
    : { evidence: `${subject}: ${loop.length} steps go round for ever (${named})`, fingerprint: `${property} / goes round: ${kinds.join(', ')}` };
}

/**
 * Records that the replayed execution never pays, if that is so: the plain interpreter says. `options`: how the choices of the first
 * world and of each step came out.
 *
 * @throws Divergence when it does pay, or need not go on like that.
 */
export function judgeForEver(
  { transitions: { model } }: Simulation, recorder: TraceRecorder, capsule: AnyCapsule, options: readonly (readonly number[])[], leadsTo: readonly LeadsTo[],
): void {
  const { lasso, steps, counts, expected } = capsule as UntimedCapsule;
  const property = leadsTo.find(({ name }) => name === expected.invariant);
  if (property === undefined || lasso === undefined) return;
  const given = steps.map(({ event, spontaneous = false }, nth) => ({ event, spontaneous, options: options[nth + 1]! }));
  const stem = given.slice(0, lasso.stem);
  const loop = given.slice(lasso.stem);
  const flaw = lasso.owedAfter > lasso.stem || lasso.stem > steps.length ? 'its parts do not fit its steps'
    : flawOf(model, property, { subject: lasso.subject, owedAfter: lasso.owedAfter, faults: counts.faults, initialOptions: options[0]!, stem, loop }, false);
  if (flaw !== null) throw new Divergence(steps.length, `${property.name} is broken for ever`, flaw, []);
  const { evidence, fingerprint } = whyNeverPaid(property.name, lasso.subject, loop.map(({ event }) => event as unknown as Event));
  recorder.neverPaid(property, lasso.subject, evidence, fingerprint);
}
