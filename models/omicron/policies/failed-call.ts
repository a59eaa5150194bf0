/**
 * What a policy is asked about: a call to a sled agent that failed. Plain frozen data, and nothing that Nexus does not have: the
 * error, the call, the rows as Nexus last read them (perhaps long ago), and how often this very call has failed before.
 */
import type { ClientError } from '../errors/client-error.js';
import type { InstanceRuntime, VmmRuntime } from '../nexus/instance-record.js';
import { errorClassOf, type ErrorClass } from './error-class.js';
import type { Caller, RequestClass } from './request-class.js';

/** A VMM as Nexus last read its row. */
export interface VmmAsRead {
  readonly id: string;
  readonly sledId: string;
  readonly runtime: VmmRuntime;
}

export interface FailedCall {
  /** The error as progenitor's client has it, and its class. */
  readonly raw: ClientError;
  readonly error: ErrorClass;
  readonly request: RequestClass;
  readonly caller: Caller;
  readonly instanceId: string;
  /** The row of the instance as it was last read. */
  readonly instance: InstanceRuntime;
  readonly vmm: VmmAsRead;
  /** How often this call failed before: 0 at first, at most `ATTEMPTS_MAX`. Background tasks keep it in the database. */
  readonly attempts: number;
}

/** So many attempts are counted; a call is retried at most so often. */
export const ATTEMPTS_MAX = 3;

/** What the rows say of the VMM. */
export const KNOWN = {
  'not active': 'it is not the active VMM of its instance',
  creating: 'Creating: it may not be registered yet (only with the rule `Creating until registered`)',
  starting: 'Starting: its sled agent has not reported that it runs',
  running: 'Running, Rebooting, Migrating or Repairing',
  ending: 'Stopping or Stopped',
  over: 'Destroyed or Failed',
} as const satisfies Readonly<Record<string, string>>;

export type Known = keyof typeof KNOWN;

export function knownOf({ instance, vmm }: Pick<FailedCall, 'instance' | 'vmm'>): Known {
  if (instance.propolisId !== vmm.id) return 'not active';
  switch (vmm.runtime.state) {
    case 'creating':
      return 'creating';
    case 'starting':
      return 'starting';
    case 'stopping':
    case 'stopped':
      return 'ending';
    case 'failed':
    case 'destroyed':
      return 'over';
    default:
      return 'running';
  }
}

/** A cell of the decision table: `timed out / stop / API / running`. Between slashes: error, request, caller, what is known. */
export type CellKey = `${ErrorClass} / ${RequestClass} / ${Caller} / ${Known}`;

export function cellOf(call: FailedCall): CellKey {
  return `${call.error} / ${call.request} / ${call.caller} / ${knownOf(call)}`;
}

/** Makes the question that a policy is asked: frozen through and through. */
export function failedCall(about: Omit<FailedCall, 'error'>): FailedCall {
  return deepFreeze({ ...about, error: errorClassOf(about.raw) });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
