/** The figures of one model: a reduction shows what it saved. */
import type { Classic } from '../../models/classics/classic.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import type { Properties } from '../../sim/explore/exhaustive/properties.js';
import type { Dependence } from '../../sim/explore/reductions/attempts.js';
import { REDUCTION_NAMES, reductionOf } from '../../sim/explore/reductions/reduction.js';
import { scheduleCount } from '../../sim/explore/reductions/schedule-count.js';
import { StatelessSearch } from '../../sim/explore/reductions/stateless-search.js';
import { formatCount } from '../terminal/count.js';

const BYTES_MAX = 512 * 1024 * 1024;
/** More executions than this are not run. */
const EXECUTIONS_MAX = 20_000;

/** By reduction: `states / steps`. @throws Error when a search does not end: the works are too large for this. */
export function statesAndSteps({ model, ...properties }: Classic): string[] {
  return REDUCTION_NAMES.map((name) => {
    const search = new Search(model, properties, { bytesMax: BYTES_MAX, reduction: reductionOf(name) }).run();
    if (search.ending !== 'complete') throw new Error(`${model.name} with reduction ${name} ended early: ${search.ending}`);
    return `${formatCount(search.distinct)} / ${formatCount(search.generated)}`;
  });
}

/** How many executions there are, and how many of them are run where an actor's steps, or those that touch the same, are ordered. */
export function executionsOf({ model, boundary }: Classic, hasActors: boolean): string[] {
  const properties: Properties = boundary === undefined ? { invariants: [] } : { invariants: [], boundary };
  const run = (dependence: Dependence): string => {
    const { count, ending, redundant } = new StatelessSearch(model, properties, { dependence, executionsMax: EXECUTIONS_MAX }).run();
    const extra = redundant === 0 ? '' : ` and ${formatCount(redundant)} in vain`;
    return ending === 'complete' ? `${formatCount(count)}${extra}` : `more than ${formatCount(EXECUTIONS_MAX)}`;
  };
  return [scheduleCount(model, properties).toString().replace(/\B(?=(\d{3})+$)/g, ','), hasActors ? run('actor') : '-', run('observed')];
}
