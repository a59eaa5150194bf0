/** `npm run reductions`: how many states, steps and executions each reduction needs on the classics, beside what there are without. */
import { withoutHistory } from '../../sim/explore/reductions/without-history.js';
import { runMain } from '../terminal/failure.js';
import { renderTable } from '../terminal/table.js';
import { executionsOf, statesAndSteps } from './receipts.js';
import { RECEIPT_WORKS } from './works.js';

await runMain(() => {
  process.stdout.write('States and steps of the search that stores states, with all that is checked:\n');
  process.stdout.write(`${renderTable(
    [{ head: 'model' }, ...['none', 'sleep', 'por'].map((head) => ({ head, align: 'right' as const }))],
    RECEIPT_WORKS.map(({ name, build }) => [name, ...statesAndSteps(build())]))}\n\n`);
  process.stdout.write('Executions of the stateless search, where nothing is checked and no history is kept:\n');
  process.stdout.write(`${renderTable(
    [{ head: 'model' }, ...['all', 'one a trace: actor', 'one a trace: observed'].map((head) => ({ head, align: 'right' as const }))],
    RECEIPT_WORKS.filter(({ isAcyclic }) => isAcyclic).map(({ name, build, hasActors }) => {
      const classic = build();
      return [name, ...executionsOf({ ...classic, model: withoutHistory(classic.model) }, hasActors)];
    }))}\n`);
  return Promise.resolve(0);
});
