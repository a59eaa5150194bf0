/**
 * One content per generation.
 *
 * Nexus can break it (it takes the next generation for Failed, which the sled agent may take too), and so can a sled agent (two
 * objects of one VMM count from the same record). Its planted bug: `generation kept`.
 */
import type { ContentConflict } from '../models/omicron/contents.js';
import { INSTANCE, VMM } from '../models/omicron/database/rows.js';
import type { Breach, Invariant } from '../sim/explore/invariant.js';
import type { Reader } from '../sim/step/step.js';
import { vmmIds } from './guest.js';
import { instanceIds } from './instance-rows.js';

export const oneContentPerGeneration: Invariant = {
  name: 'one content per generation',
  sentence: 'a generation of a row never names two different contents among the row, messages and the memories of sled agents',
  source: 'the guards of generations (omicron RFD 361 as cited in nexus/db-model/src/instance.rs); #4226: Nexus uses a generation that the sled may use too',
  antecedent: 'the database and a sled agent named the same generation of a record',
  when: 'always',
  check(world) {
    const records = [
      ...instanceIds(world).map((id) => [INSTANCE, id] as const), ...vmmIds(world).map((id) => [VMM, id] as const),
    ];
    let tested = false;
    for (const [table, id] of records) {
      if (world.has(['history', 'shared content', table, id])) tested = true;
      const broken = conflictOf(world, table, id);
      if (broken !== null) return { tested: true, broken };
    }
    return { tested, broken: null };
  },
};

function conflictOf(world: Reader, table: string, id: string): Breach | null {
  const conflict = world.get(['history', 'content conflict', table, id]) as ContentConflict | null;
  if (conflict === null) return null;
  const contents = conflict.contents.map((content) => JSON.stringify(content)).join(' and ');
  return {
    evidence: `generation ${conflict.gen} of ${id} names ${contents}`, blame: ['history', 'content conflict', table, id],
  };
}
