/**
 * Every machine of the vectors, and the model that plays it. A vector file of any other machine is an error, so that
 * nothing is left out silently.
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
import { instanceManagerMachine } from './instance-manager.js';
import { instanceStatesMachine } from './instance-states.js';
import { notifyInstanceUpdatedMachine } from './notify-instance-updated.js';
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
  notifyInstanceUpdatedMachine,
  instanceStatesMachine,
  instanceManagerMachine,
  requestQueueMachine,
  stateDriverMachine,
];
