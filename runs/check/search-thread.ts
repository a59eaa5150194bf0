/** A thread that searches together with others: see sim/explore/exhaustive/team. It is started by search-threads.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { Search } from '../../sim/explore/exhaustive/search.js';
import type { TeamSeat } from '../../sim/explore/exhaustive/team/team-memory.js';
import { ModelFault } from '../../sim/process/model-fault.js';
import { installTraps } from '../campaign/io-traps.js';
import type { CheckValues } from '../scenarios/check-subject.js';
import { projectRoot } from '../build/model-hash.js';
import { adoptPolicy } from '../policies/policy-file.js';
import { onlyInvariant, type SearchLimits } from './check-request.js';
import { handlerLimit } from './handler-limit.js';
import { subjectsFor } from './own-model.js';

/** What a thread needs to build the same search. */
export interface SearchThreadData {
  readonly subject: string;
  readonly values: CheckValues;
  readonly invariant: string | null;
  readonly limits: SearchLimits;
  readonly seat: TeamSeat;
}

/** What goes wrong in a thread: the model's doing, or not. */
export interface SearchThreadFailure {
  readonly handler: string | null;
  readonly message: string;
}

if (parentPort === null) throw new Error('search-thread.js is started by a check, not by hand. Run `whatif check`.');
const { subject, values, invariant, limits, seat } = workerData as SearchThreadData;
installTraps();
await adoptPolicy(values.policy, projectRoot);
const found = (await subjectsFor(subject, projectRoot)).find(({ name }) => name === subject);
if (found === undefined) throw new Error(`There is no scenario '${subject}' in this thread`);
const { model, properties } = onlyInvariant(found.build(values), invariant);
try {
  new Search(model, properties, { ...limits, guard: handlerLimit().guard, team: seat }).run();
} catch (error) {
  parentPort.postMessage({
    handler: error instanceof ModelFault ? error.handler : null, message: error instanceof Error ? error.message : String(error),
  } satisfies SearchThreadFailure);
}
