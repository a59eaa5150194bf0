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

/** Machines whose vectors are here but wait for the model that drives them. Move a name up once it is played. */
export const notYetDriven: readonly string[] = [
  'nexus.instance.notify_instance_updated',
  'sled_agent.instance_manager',
];
