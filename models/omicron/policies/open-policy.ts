/**
 * An open policy: a decision table whose cells nobody has filled in. An execution decides a cell when it first consults it, any
 * way that is possible, and keeps to it from then on. So a search of all executions is a search of all tables at once: what goes
 * wrong in one of them goes wrong with every table that agrees on the cells which it had consulted.
 *
 * The table is kept in the state: no real Nexus has one, and nobody but `decide` looks.
 */
import { decide as choose, memory, type Effect } from '../../../sim/process/effect.js';
import type { CellName } from '../../../sim/world/cell.js';
import type { Value } from '../../../sim/world/value.js';
import type { Reader } from '../../../sim/step/step.js';
import { ACTIONS, whyNotPossible, type Action } from './action.js';
import { PolicyError, type Consultation } from './consult.js';
import { ATTEMPTS_MAX, cellOf, type CellKey, type FailedCall } from './failed-call.js';
import type { Policy } from './policy.js';
import type { Caller } from './request-class.js';
import type { RuleSwitch } from './rule-switches.js';

export interface OpenPolicy extends Policy {
  /** What a cell may be decided to, in this order; at least one action. */
  actionsOf(cell: CellKey): readonly Action[];
}

/** The actions that are possible for the caller of a cell, by a policy with these rules, unless they are left out. */
export function possibleActions(cell: CellKey, rules: readonly RuleSwitch[], leftOut: readonly Action[] = []): readonly Action[] {
  const caller = cell.split(' / ')[2] as Caller;
  return (Object.keys(ACTIONS) as Action[]).filter((action) => !leftOut.includes(action) && whyNotPossible(action, caller, rules) === null);
}

export function openPolicy(rules: readonly RuleSwitch[], actionsOf: OpenPolicy['actionsOf']): OpenPolicy {
  return {
    name: 'open', sentence: 'every decision table at once: an execution decides a cell when it first consults it', source: 'whatif search-policy',
    rules, actionsOf,
    decide() {
      throw new PolicyError('An open policy is not asked: its executions decide.');
    },
  };
}

export function isOpen(policy: Policy): policy is OpenPolicy {
  return 'actionsOf' in policy;
}

/** Decides the cell that a call falls into, or finds it decided. */
export function* decideOpen(policy: OpenPolicy, call: FailedCall): Generator<Effect, Consultation, Value> {
  const cell = cellOf(call);
  const known = yield* memory((self) => tableOf(self.step)[cell] ?? null);
  let decided = known as Action | null;
  if (decided === null) {
    const actions = policy.actionsOf(cell);
    const nth = actions.length === 1 ? 0 : yield* choose(`policy: ${cell}`, actions.map((name) => ({ name, fault: null })));
    decided = actions[nth] as Action;
    const entry = { [cell]: decided };
    yield* memory((self) => (self.step.set(TABLE, { ...tableOf(self.step), ...entry }), null));
  }
  const action = decided === 'retry' && call.attempts >= ATTEMPTS_MAX ? afterLastAttempt(call.caller) : decided;
  return { policy: policy.name, cell, attempts: call.attempts, action, instance: call.instanceId, vmm: call.vmm.id };
}

/** What `retry` in a cell comes to when the call is not made again: what Nexus of 2023 does beside writing Failed. */
export function afterLastAttempt(caller: Caller): Action {
  return caller === 'API' || caller === 'task' ? 'nothing' : 'unwind';
}

/** The cells that were decided so far. */
export function tableOf(world: Reader): Readonly<Record<string, Action>> {
  return (world.get(TABLE) ?? {}) as unknown as Readonly<Record<string, Action>>;
}

const TABLE: CellName = ['durable', 'decision table'];
