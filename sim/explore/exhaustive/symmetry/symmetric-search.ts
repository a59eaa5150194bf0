/** What a model and its properties must be to be searched with symmetry. */
import type { Model } from '../../../process/model.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { Properties } from '../properties.js';
import { SymmetricIds } from './symmetric-ids.js';

/** With more ways to rename the ids than this, every property must be declared symmetric: 7!. */
export const RENAMINGS_MAX = 5_040;

/** Why a model cannot be searched with symmetry, and what to do about it; null when it can. */
export function whyNotSymmetric(model: Model, { invariants, examples = [] }: Properties): { readonly why: string; readonly next: string } | null {
  const ids = new SymmetricIds(model.symmetric ?? [], model.name);
  if (ids.size === 0) return { why: model.whyNotSymmetric ?? `${model.name} declares no symmetric ids.`, next: 'Search it without symmetry.' };
  if (ids.order <= RENAMINGS_MAX) return null;
  const all = [...invariants.filter(({ when }) => when === 'always'), ...examples];
  const undeclared = all.filter(({ symmetric }) => symmetric !== true).map(({ name }) => name);
  if (undeclared.length === 0) return null;
  return {
    why: `A property that is not declared symmetric is evaluated under every renaming of the ids, and here there are more than ${RENAMINGS_MAX}: ` +
      `${undeclared.join(', ')}.`,
    next: 'Search fewer ids, or declare it `symmetric` if exchanging ids never changes what it says.',
  };
}

/** @throws ModelFault when it cannot. */
export function assertSymmetric(model: Model, properties: Properties): void {
  const problem = whyNotSymmetric(model, properties);
  if (problem !== null) throw new ModelFault(`${problem.why} ${problem.next}`, model.name);
}
