/**
 * Every cell of the decision table, each with a question that falls into it: to ask a policy about all of them before a run, to
 * print it as a table, and to make tables of one's own. Which of them an execution can come to is for a search to find out.
 */
import type { ClientError } from '../errors/client-error.js';
import type { InstanceState } from '../nexus/instance-record.js';
import { NO_SUCH_INSTANCE, type ErrorClass } from './error-class.js';
import { ATTEMPTS_MAX, cellOf, failedCall, KNOWN, type CellKey, type FailedCall, type Known } from './failed-call.js';
import { CALLS } from './request-class.js';
import type { RuleSwitch } from './rule-switches.js';

/** An error of each class. */
const RAW: Readonly<Record<ErrorClass, ClientError>> = {
  'not encodable': { kind: 'InvalidRequest' },
  refused: { kind: 'CommunicationError', cause: 'refused' },
  reset: { kind: 'CommunicationError', cause: 'reset' },
  'timed out': { kind: 'CommunicationError', cause: 'timeout' },
  'no such instance': { kind: 'ErrorResponse', status: 404, errorCode: NO_SUCH_INSTANCE },
  '400': { kind: 'ErrorResponse', status: 400, errorCode: null },
  '429': { kind: 'ErrorResponse', status: 429, errorCode: null },
  'other 4xx': { kind: 'ErrorResponse', status: 403, errorCode: null },
  '503': { kind: 'ErrorResponse', status: 503, errorCode: null },
  'other 5xx': { kind: 'ErrorResponse', status: 500, errorCode: null },
  'unreadable answer': { kind: 'InvalidResponsePayload' },
  'undocumented status': { kind: 'UnexpectedResponse', status: 302 },
};

const STATES: Readonly<Record<Known, InstanceState>> = {
  'not active': 'running', creating: 'creating', starting: 'starting', running: 'running', ending: 'stopping', over: 'destroyed',
};

/** A question that falls into each cell, in a fixed order, asked for the first time. */
export const EXAMPLES: readonly FailedCall[] = CALLS.flatMap(([request, caller]) =>
  (Object.keys(KNOWN) as Known[]).flatMap((known) => Object.values(RAW).map((raw) => failedCall({
    raw, request, caller, instanceId: 'instance-1', attempts: 0,
    instance: {
      nexusState: 'running', gen: 3, propolisId: known === 'not active' ? null : 'instance-1/vmm-1', dstPropolisId: null, migrationId: null,
    },
    vmm: { id: 'instance-1/vmm-1', sledId: 'sled-1', runtime: { state: STATES[known], gen: known === 'creating' || known === 'starting' ? 1 : 2 } },
  }))));

/** The questions that a policy with these rules can be asked: background tasks that it does not have ask nothing. */
export function examplesFor(rules: readonly RuleSwitch[]): readonly FailedCall[] {
  const creates = rules.includes('Creating until registered');
  const asks = rules.includes('watcher task') || rules.includes('prober task');
  return EXAMPLES.filter(({ request, caller, vmm }) => (creates || vmm.runtime.state !== 'creating') && (caller !== 'task' || (request === 'get' ? asks : rules.includes('fencer task'))));
}

/** Every cell, in the same order. */
export const CELLS: readonly CellKey[] = EXAMPLES.map(cellOf);

/** The same questions after each number of attempts: all that a policy is asked before it is used. */
export function afterAttempts(examples: readonly FailedCall[]): readonly FailedCall[] {
  return Array.from({ length: ATTEMPTS_MAX + 1 }, (_, attempts) =>
    examples.map((example) => failedCall({ ...example, attempts }))).flat();
}
