/** Plays `propolis.request_queue`: every public operation of `ExternalRequestQueue`. */

import {
  dispositionOf,
  notifyStateChange,
  popFront,
  tryQueue,
  type ExternalRequest,
  type InstanceStateChange,
  type RequestQueue,
} from '../../../models/omicron/propolis/request-queue.js';
import { statefulMachine } from '../machine.js';
import type { Json, JsonObject } from '../vector.js';
import { answerToWire, denialToWire, queueFromWire, queueToWire, requestNamed } from './request-queue-wire.js';

interface Step {
  readonly state: RequestQueue;
  readonly output: JsonObject;
}

/** The adapter. */
export const requestQueueMachine = statefulMachine<RequestQueue>({
  machine: 'propolis.request_queue',
  read: queueFromWire,
  show: queueToWire,
  step(state, input): Step {
    switch (input['op']) {
      case 'try_queue': {
        const request = requestNamed(input['request'] as ExternalRequest['request'], 'mig-1');
        const { queue, answer } = tryQueue(state, request);
        return { state: queue, output: { result: answerToWire(answer) } };
      }
      case 'pop_front': {
        const { queue, request } = popFront(state);
        return { state: queue, output: { result: request?.request ?? null } };
      }
      case 'notify_instance_state_change':
        return { state: notifyStateChange(state, input['change'] as InstanceStateChange), output: {} };
      case 'migrate_as_target_will_enqueue':
        return { state, output: { result: willEnqueue(state, 'MigrateAsTarget') } };
      case 'migrate_as_source_will_enqueue':
        return { state, output: { result: willEnqueue(state, 'MigrateAsSource') } };
      default:
        throw new Error(`no adapter for ${JSON.stringify(input)}`);
    }
  },
});

function willEnqueue(state: RequestQueue, request: ExternalRequest['request']): Json {
  const disposition = dispositionOf(state.allowed, request);
  return typeof disposition === 'string' ? disposition === 'enqueue' : denialToWire(disposition.deny);
}
