/**
 * Looks for one fingerprint alone (design section 6): an invariant, and the rule that made the violating write. With how many
 * faults can it be brought about at least?
 *
 * The rule is no part of a state, so the model is made to remember it (process/remembering-step.ts) for the cells that the
 * invariant blames. Which these are shows when it is broken: `GoalSearch` begins anew whenever it blames another sort of cell.
 * A run shows the first breach of an invariant alone, so executions end where it is broken with another fingerprint.
 */
import type { Model } from '../../../process/model.js';
import { rememberedCell } from '../../../process/remembering-step.js';
import type { Reader } from '../../../step/step.js';
import { volatileOwner, type CellName } from '../../../world/cell.js';
import type { Invariant, InvariantVerdict } from '../../invariant.js';
import type { Properties } from '../properties.js';

/** How a fingerprint names the rule of what no step wrote. */
const NO_RULE = 'no rule';

export interface Goal {
  /** The name of the invariant. */
  readonly invariant: string;
  /** What the rest of the fingerprint begins with; the whole of it does, too. */
  readonly rule: string;
}

/** The sorts of cells that an invariant was seen to blame: category and first part of their names. */
export class BlamedSorts {
  /** One was added that the model did not remember from the beginning. */
  grew = false;
  private readonly sorts = new Set<string>();

  has([category, part]: CellName): boolean {
    return this.sorts.has(sortOf(category, part));
  }

  add([category, part]: CellName): void {
    this.grew = true;
    this.sorts.add(sortOf(category, part));
  }
}

function sortOf(category: unknown, part: unknown): string {
  return JSON.stringify([category, part]);
}

/** A model and properties under which a search finds violations with that fingerprint only. */
export function towards(model: Model, properties: Properties, goal: Goal, sorts: BlamedSorts): { readonly model: Model; readonly properties: Properties } {
  const invariant = properties.invariants.find(({ name }) => name === goal.invariant);
  if (invariant === undefined) throw new Error(`There is no invariant '${goal.invariant}'`);
  // What nobody wrote counts, too: then it is the other rules whose writes are remembered.
  const isUnmarked = NO_RULE.startsWith(goal.rule);
  const sought: Invariant = {
    name: invariant.name, sentence: `looked for: "${invariant.name} / ${goal.rule}" alone. ${invariant.sentence}`, source: invariant.source, antecedent: invariant.antecedent, when: invariant.when,
    ...(invariant.canStill === undefined ? {} : { canStill: invariant.canStill }),
    check: (world) => onlyGoal(invariant.check(world), world, isUnmarked, sorts),
  };
  const boundary = (world: Reader): boolean => {
    if (properties.boundary?.(world) === false) return false;
    const verdict = invariant.check(world);
    return verdict.broken === null || onlyGoal(verdict, world, isUnmarked, sorts).broken !== null;
  };
  return {
    model: {
      ...model,
      remembered: { cells: (cell) => sorts.has(cell), rule: (rule) => rule.startsWith(goal.rule) !== isUnmarked },
    },
    properties: {
      invariants: [sought],
      ...(invariant.when === 'always' ? { boundary } : properties.boundary === undefined ? {} : { boundary: properties.boundary }),
    },
  };
}

/** The verdict, unless what is broken has another fingerprint. */
function onlyGoal(verdict: InvariantVerdict, world: Reader, isUnmarked: boolean, sorts: BlamedSorts): InvariantVerdict {
  const { tested, broken } = verdict;
  if (broken === null) return verdict;
  const { blame } = broken;
  if (volatileOwner(blame) !== null && !world.has(blame)) {
    throw new Error(`the goal cannot be searched for: ${JSON.stringify(blame)} is blamed, which a crash may have forgotten`);
  }
  if (!sorts.has(blame)) sorts.add(blame);
  return world.has(rememberedCell(blame)) !== isUnmarked ? verdict : { tested, broken: null };
}
