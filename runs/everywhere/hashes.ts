/** The digests of seeds of omicron-4226, for comparing runtimes. Bundled as it is for Node and browsers: nothing here is of Node. */
import { Engine } from '../../sim/explore/engine.js';
import { digestOf, formatDigest } from '../../sim/explore/run-result.js';
import { PROFILES } from '../profiles/profiles.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';

/** A digest covers a run's seed, its steps and its verdict. */
export function seedHashes(seeds: number): string[] {
  const [policy = ''] = Object.keys(omicron4226.policies);
  const engine = new Engine(omicron4226.build(policy, {}), { profile: PROFILES.get('mixed')!, faults: null });
  return Array.from({ length: seeds }, (_, index) => formatDigest(digestOf(engine.run(`everywhere-${index}`))));
}
