/**
 * Every machine of the vectors: played by a model, or named here as not yet driven. A vector file of any other machine
 * is an error, so that nothing is left out silently.
 */

import type { Machine } from '../machine.js';
import { errorFromClientError } from './error-from-client-error.js';
import { errorToHttp } from './error-to-http.js';
import {
  effectiveStateMachine,
  migratePreconditionMachine,
  runtimeChangeMachine,
  startPreconditionMachine,
} from './instance-preconditions.js';
import { instanceStatesMachine } from './instance-states.js';
import { managerDecisions } from './manager-decisions.js';
import { notifyDecisions } from './notify-decisions.js';
import { putResultMachine } from './put-result.js';
import { requestQueueMachine } from './request-queue.js';
import { stateDriverMachine } from './state-driver.js';

/** The machines that a model plays. */
export const machines: readonly Machine[] = [
  errorFromClientError,
  errorToHttp,
  effectiveStateMachine,
  runtimeChangeMachine,
  startPreconditionMachine,
  migratePreconditionMachine,
  putResultMachine,
  instanceStatesMachine,
  requestQueueMachine,
  stateDriverMachine,
];

/**
 * Machines that run handlers in time, and wait for the actors that do. Until then their pure decisions are played, all
 * at once; move a machine up when an actor plays it.
 */
export const notYetDriven: readonly Machine[] = [notifyDecisions, managerDecisions];
