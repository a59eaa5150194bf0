/**
 * A service: a process whose every request is a task that may wait. Nexus keeps its state in the database and the sled
 * agent its registrations in memory; both run many requests at once, so both are services.
 */
import type { Step } from '../step/step.js';
import type { Value } from '../world/value.js';
import { expireCall, receiveReply, type Transport } from '../network/rpc.js';
import { statusOf } from './crash.js';
import type { AnyProgram } from './effect.js';
import type { Event, RequestEvent } from './event.js';
import type { ProcessKind } from './model.js';
import { ModelFault } from './model-fault.js';
import { beginTask, resumeTask, startTask, type TaskHost } from './task.js';

export interface ServiceDefinition {
  readonly kind: string;
  /** Programs by endpoint: what a request starts. They get the request's body and return a `ServerAnswer`. */
  readonly endpoints: Readonly<Record<string, AnyProgram>>;
  /** Programs that are started otherwise: by `spawn`, `again`, a stimulus, or at the start. */
  readonly programs?: Readonly<Record<string, AnyProgram>>;
  /** The program that runs when the process starts, its arguments being the process's name. */
  readonly onStart?: string;
  readonly restartAfter: string | null;
  /** How its calls travel. */
  readonly transport: (to: string) => Transport;
}

export function service(definition: ServiceDefinition): ProcessKind {
  const programs: Record<string, AnyProgram> = { ...definition.programs, ...definition.endpoints };
  const host: TaskHost = { programs, restartAfter: definition.restartAfter };
  return {
    kind: definition.kind,
    handlers: Object.keys(definition.endpoints),
    restartAfter: definition.restartAfter,
    start(step: Step, process: string): void {
      if (definition.onStart !== undefined) startTask(step, process, host, definition.onStart, process, null);
    },
    serve(step: Step, process: string, event: RequestEvent): void {
      const endpoint = event.call[2];
      if (definition.endpoints[endpoint] === undefined) {
        throw new ModelFault(`${definition.kind} serves no endpoint '${endpoint}'`, endpoint);
      }
      startTask(step, process, host, endpoint, event.body, event.call);
    },
    handle(step: Step, process: string, event: Event): void {
      if (event.kind === 'reply' || event.kind === 'expire') {
        const resumption = event.kind === 'reply'
          ? receiveReply(step, event, definition.transport(event.call[1]))
          : expireCall(step, event.call);
        if (resumption !== null) resumeTask(step, host, resumption.client, resumption.result);
        return;
      }
      const status = statusOf(step, process);
      if (status?.status === 'hung') return step.block();
      if (status === null || status.status === 'down') return;
      switch (event.kind) {
        case 'wake':
          return resumeTask(step, host, event.task, event.answer);
        case 'answer':
          return resumeTask(step, host, event.task, event.answer);
        case 'begin':
          return beginTask(step, host, event.task);
        case 'stimulus':
          return startTask(step, process, host, event.name, event.body as Value, null);
        default:
          throw new ModelFault(`${definition.kind} cannot handle a ${event.kind}`, event.kind);
      }
    },
  };
}
