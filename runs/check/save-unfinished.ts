/** Saves a search that ended early, so that `whatif check --resume` can go on with it. */
import path from 'node:path';
import { canBeSaved, saveSearch, statesOf } from '../../sim/explore/exhaustive/saved-search.js';
import { modelHash } from '../build/model-hash.js';
import { shortPath } from '../terminal/short-path.js';
import type { CheckRequest } from './check-request.js';
import type { FinishedSearch } from './run-search.js';
import { writeSearchFile } from './search-file.js';

/** Returns where it was saved; null when there is nothing to go on with. @throws FileError */
export function saveUnfinished(request: CheckRequest, { search, seconds }: FinishedSearch, folder: string, directory: string): string | null {
  // What a reduction left out so far depends on more than the states.
  if (!canBeSaved(search) || request.reduction !== 'none' || request.goal !== null) return null;
  const { subject, values, invariant, limits: { faultKinds, faultsMax, timing, symmetry } } = request;
  const file = path.join(folder, ...subject.name.split('/'), values.policy, 'unfinished.search');
  const saved = saveSearch(search);
  writeSearchFile(file, modelHash(), {
    scenario: subject.name, values, invariant, faultKinds, timing, symmetry, faultsMax: faultsMax === Infinity ? null : faultsMax, seconds, search: saved,
  }, statesOf(search, saved));
  return shortPath(file, directory);
}
