/**
 * The end and the beginning of processes. A crash forgets what is volatile, takes the process's own timers and
 * resumptions with it, and resets its connections; messages and statements that it sent go on without it.
 */
import type { Step } from '../step/step.js';
import { ProcessAbort } from './abort.js';
import type { Value } from '../world/value.js';

export interface ProcessStatus {
  readonly kind: string;
  readonly status: 'up' | 'down' | 'hung';
}

export function statusOf(step: Pick<Step, 'get'>, process: string): ProcessStatus | null {
  return step.get(['process', process]) as unknown as ProcessStatus | null;
}

/** The process dies; whoever supervises it starts it again after the duration `restartAfter`, or nobody does (null). */
export function crashProcess(
  step: Step, process: string, how: 'crashed' | 'aborted', restartAfter: string | null,
): void {
  const status = statusOf(step, process);
  if (status === null || status.status === 'down') return;
  step.forget(process);
  step.set(['process', process], { kind: status.kind, status: 'down' });
  step.mark(`a ${status.kind} ${how}`);
  if (restartAfter !== null) step.arm({ kind: 'healing', healing: 'restart', subject: process }, restartAfter);
}

/** Runs handler code of a process. A failed assertion of the modelled code in it ends that process. */
export function abortable(step: Step, process: string, restartAfter: string | null, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ProcessAbort)) throw error;
    step.because(error.message);
    crashProcess(step, process, 'aborted', restartAfter);
  }
}

/** A new process, up from now on. The caller runs its kind's `start`. */
export function markUp(step: Step, process: string, kind: string): void {
  step.set(['process', process], { kind, status: 'up' } as Value);
}

/** The process ends for good, without a trace: a zone that is halted and removed. */
export function removeProcess(step: Step, process: string): void {
  step.forget(process);
  step.remove(['process', process]);
}
