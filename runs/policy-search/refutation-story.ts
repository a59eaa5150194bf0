/**
 * How a table goes wrong: the execution behind a refutation, searched for once more with the refuted cells alone, and recorded on a
 * simulation that is watched. So each story that is told was found twice.
 */
import type { Action } from '../../models/omicron/policies/action.js';
import { openPolicy, possibleActions, tableOf } from '../../models/omicron/policies/open-policy.js';
import { RestCheck } from '../../sim/explore/exhaustive/rest/rest-check.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import type { Table } from '../../sim/explore/tables/table.js';
import { tracePath } from '../../sim/reproduce/untimed-trace.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { buildRunningInstance } from '../scenarios/running-instance.js';
import { HarnessBroken } from '../terminal/failure.js';
import { BYTES_MAX, type Broken } from './pass.js';
import type { PolicySpace } from './policy-space.js';

export interface RefutationStory {
  readonly trace: Trace;
  /** Null when it shows in a world at rest alone. */
  readonly violation: TracedViolation | null;
  readonly narrator: Narrator;
  readonly faults: number;
  readonly steps: number;
  readonly evidence: string;
}

/** The execution with the fewest faults, and then the fewest steps. @throws HarnessBroken when there is none. */
export function refutationStory(space: PolicySpace, part: Table, { invariant: name }: Broken): RefutationStory {
  const policy = openPolicy(space.rules, (cell) => {
    const action = part.get(cell) as Action | undefined;
    return action === undefined ? possibleActions(cell, space.rules, space.leftOut) : [action];
  });
  const built = buildRunningInstance(policy, space, space.faults);
  const invariants = built.properties.invariants.filter((invariant) => invariant.name === name);
  const search = new Search(built.model, { invariants, boundary: (world) => Object.keys(tableOf(world)).every((cell) => part.has(cell)) }, {
    faultsMax: space.faultsMax, faultKinds: space.faultKinds ?? built.faultKinds ?? null, statesMax: space.statesMax, bytesMax: BYTES_MAX, timing: 'ranges',
    stopWhenDecided: invariants.every(({ when }) => when === 'always'),
  });
  while (!search.advance());
  const broken = search.decisions[0] ?? new RestCheck(search, { bytesMax: BYTES_MAX }).run().decisions[0]?.broken ?? null;
  if (broken === null) throw new HarnessBroken({
    what: `The execution that breaks "${name}" was not found again.`,
    why: `It consults ${part.size === 0 ? 'nothing' : [...part].map(([cell, action]) => `'${cell}' (${action})`).join(', ')}.`,
    next: 'The search contradicts itself: report it with the command that you ran.',
  });
  const trace = tracePath(search, broken.state, invariants);
  const violation = trace.violations.find(({ invariant }) => invariant === name) ?? null;
  return { trace, violation, narrator: built.narrator, faults: broken.faults, steps: broken.depth - 1, evidence: broken.evidence };
}
