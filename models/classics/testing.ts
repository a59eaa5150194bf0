/** For the tests of the classics: a whole search, and its three published counts. */
import { Search, type SearchOptions } from '../../sim/explore/exhaustive/search.js';
import type { Classic } from './classic.js';

/** Searches all there is. */
export function checked({ model, ...properties }: Classic, options: Partial<SearchOptions> = {}): Search {
  const search = new Search(model, properties, { bytesMax: 512 * 1024 * 1024, ...options }).run();
  if (search.ending !== 'complete' && options.stopWhenDecided !== true) throw new Error(`The search ended early: ${search.ending}`);
  return search;
}

export function counts(classic: Classic): [distinct: number, generated: number, depth: number] {
  const { distinct, generated, depthMax } = checked(classic);
  return [distinct, generated, depthMax];
}
