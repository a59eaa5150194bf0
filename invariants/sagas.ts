/**
 * Sagas come to their end.
 *
 * Nexus can break it: an undo that fails leaves its saga stuck for good (steno's saga_stuck), recovery stops at the first saga
 * that it cannot load, and a node may wait for ever on a sled that does not answer. So can a sled agent that never answers a
 * call. Its planted bug: `undo fails`.
 */
import type { Invariant } from '../sim/explore/invariant.js';
import type { SagaRow } from '../sim/process/saga-log.js';

export const sagasEnd: Invariant = {
  name: 'sagas come to their end',
  sentence: 'no saga is stuck, and at rest none is live',
  source: 'steno v0.4.0 saga_exec.rs saga_stuck; omicron #4259, #5947',
  antecedent: 'at rest, a saga has run',
  when: 'at rest',
  check(world) {
    const sagas = world.get(['rows', 'saga']) as readonly string[] | null;
    for (const saga of sagas ?? []) {
      const { direction, node } = world.get(['row', 'saga', saga]) as unknown as SagaRow;
      const how = direction === 'stuck' ? 'stuck' : `at rest, but not at its end (${direction})`;
      return { tested: true, broken: { evidence: `${saga} is ${how}, at node ${node + 1}`, blame: ['row', 'saga', saga] } };
    }
    return { tested: sagas !== null, broken: null };
  },
};
