/** Fires one event: finds the process (or statement, action, fault) that it belongs to and runs its handler. */
import { executeStatement } from '../database/statement.js';
import { beginFault, DATAGRAM, endFault } from '../network/faults.js';
import { crossing } from '../network/link.js';
import { receiveRequest } from '../network/rpc.js';
import type { Step } from '../step/step.js';
import { statusOf } from './crash.js';
import { defaultRule } from './default-rule.js';
import { traitsOf, type Event } from './event.js';
import type { Model, ProcessKind } from './model.js';
import { ModelFault } from './model-fault.js';
import { remembering } from './remembering-step.js';

export function fire(model: Model, event: Event, step: Step): void {
  if (model.remembered === undefined) run(model, event, step);
  else remembering(step, model.remembered, (watching) => run(model, event, watching));
}

function run(model: Model, event: Event, step: Step): void {
  step.because(defaultRule(event));
  switch (event.kind) {
    case 'statement': {
      const definition = model.statements[event.statement];
      if (definition === undefined) throw new ModelFault(`there is no statement '${event.statement}'`, event.statement);
      return executeStatement(step, event, definition);
    }
    case 'action': {
      const action = model.actions[event.action];
      if (action === undefined) throw new ModelFault(`there is no action '${event.action}'`, event.action);
      if (action(step, event.parameter)) step.arm(event, event.action in model.durations ? event.action : 'action');
      else step.block();
      return;
    }
    case 'fault':
      return beginFault(step, event, model.kinds);
    case 'healing':
      return endFault(step, event, model.kinds);
    case 'request': {
      const [from, to] = event.call;
      if (receiveRequest(step, event, model.transport(from, to))) kindOf(model, step, to)?.serve(step, to, event);
      return;
    }
    case 'message':
      if (!messageArrives(model, step, event)) return;
      kindOf(model, step, event.to)?.handle(step, event.to, event);
      return;
    default: {
      const process = traitsOf(event).executor as string;
      const kind = kindOf(model, step, process);
      if (kind !== null) kind.handle(step, process, event);
      else if (event.kind === 'reply') step.remove(['call', ...event.call]);
    }
  }
}

function messageArrives(model: Model, step: Step, event: Event & { kind: 'message' }): boolean {
  const transport = model.transport(event.from, event.to);
  if (crossing(step, event.from, event.to, transport) !== 'passed') return false;
  if (statusOf(step, event.to)?.status === 'hung') {
    step.block();
    return false;
  }
  if (transport !== 'datagram') return true;
  const option = step.choose(DATAGRAM);
  if (option === 2) step.arm(event, 'message');
  return option !== 1;
}

function kindOf(model: Model, step: Step, process: string): ProcessKind | null {
  const status = statusOf(step, process);
  if (status === null) return null;
  const kind = model.kinds[status.kind];
  if (kind === undefined) throw new ModelFault(`there is no kind of process '${status.kind}'`, status.kind);
  return kind;
}
