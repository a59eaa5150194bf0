/** The space of a policy search: which tables of decisions there are, and what they have to stand. */
import type { Action } from '../../models/omicron/policies/action.js';
import type { RuleSwitch } from '../../models/omicron/policies/rule-switches.js';
import type { FaultClassName } from '../scenarios/fault-classes.js';
import { counted } from '../terminal/count.js';

export interface PolicySpace {
  /** The rules of the control plane that are switched on: some actions need one. */
  readonly rules: readonly RuleSwitch[];
  /** Actions that no cell is decided to. */
  readonly leftOut: readonly Action[];
  /** Whose faults strike; null: anybody's. */
  readonly faults: FaultClassName | null;
  /** The kinds of these faults that may strike; null for all. */
  readonly faultKinds: readonly string[] | null;
  readonly faultsMax: number;
  /** Of users, for the instance that runs. */
  readonly requests: number;
  readonly sleds: number;
  /** Of each pass. */
  readonly statesMax: number;
}

/** In words. */
export function workloadOf({ rules, leftOut, faults, faultKinds, requests, sleds }: PolicySpace): string {
  return `${counted(requests, 'request')}, one after the other, for 1 running instance on ${counted(sleds, 'sled')} with 1 Nexus` +
    (faultKinds !== null ? `, with faults of the kinds ${faultKinds.join(', ')}` : faults === null ? '' : `, with faults of ${faults}`) +
    (rules.length === 0 ? '; the rules of October 2023' : `; with ${rules.join(', ')}`) + (leftOut.length === 0 ? '' : `; without ${leftOut.join(', ')}`);
}
