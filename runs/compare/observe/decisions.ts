/**
 * The decisions of a policy beside what was true: each consultation leaves a note in its step (models/omicron/policies/consult.ts),
 * and what the VM did at that moment is what the observer saw.
 */
import type { Action } from '../../../models/omicron/policies/action.js';
import { consultationOf, type Consultation } from '../../../models/omicron/policies/consult.js';
import { readsOf, type Simulation } from '../../../sim/explore/simulation.js';
import { LEAF_MARKS } from '../../../sim/step/leaf-pool.js';
import type { Names } from '../../../sim/step/registry.js';
import type { VmmSight } from './sight.js';

/** What a VM did when a call about it failed. */
export const TRUTHS = ['executing', 'still booting', 'stopping cleanly', 'dead', 'never created'] as const;
export type Truth = (typeof TRUTHS)[number];

/**
 * What the policy had Nexus record. `unlinked`: the pointer goes, at once or once a fence is confirmed; a saga that unwinds
 * clears it, too.
 */
export const RECORDED = ['unchanged', 'Failed', 'unreachable', 'unlinked'] as const;
export type Recorded = (typeof RECORDED)[number];

export const RECORDED_BY: Readonly<Record<Action, Recorded>> = {
  nothing: 'unchanged', retry: 'unchanged', unwind: 'unlinked', 'instance Failed, pointer cleared': 'Failed', 'instance Failed, pointer kept': 'Failed',
  'VMM Failed': 'Failed', probe: 'unreachable', fence: 'unlinked',
};

/** `executed`: whether its virtual CPUs ever did. */
export function truthOf(vmm: VmmSight | undefined, executed: boolean): Truth {
  if (vmm?.isHealthy === true) return 'executing';
  if (vmm?.executes === true) return 'stopping cleanly';
  if (executed || vmm?.machine === 'halted' || vmm?.machine === 'failed') return 'dead';
  return vmm !== undefined && (vmm.hasZone || vmm.isBusy) ? 'still booting' : 'never created';
}

/** Finds the consultations in the marks of a step. */
export class ConsultationReader {
  private names: Names | null = null;
  private known: (Consultation | null)[] = [];

  /** Those of the last step. */
  of({ leaf, transitions }: Simulation): readonly Consultation[] {
    const { data } = transitions.leaves;
    const count = data[leaf + LEAF_MARKS] as number;
    if (count === 0) return [];
    if (transitions.names !== this.names) {
      this.names = transitions.names;
      this.known = [];
    }
    const found: Consultation[] = [];
    // The marks of a leaf stand before the list of what it read.
    const end = readsOf(data, leaf);
    for (let at = end - count; at < end; at += 1) {
      const name = data[at] as number;
      const consultation = (this.known[name] ??= consultationOf(transitions.names.name(name)));
      if (consultation !== null) found.push(consultation);
    }
    return found;
  }
}
