/** Each invariant of omicron with its planted bug, and the engine that is to find it: without any fault. */
import type { PlantedBug } from '../../models/omicron/planted-bugs.js';
import { Engine } from '../../sim/explore/engine.js';
import type { StrategyName } from '../../sim/explore/strategies/strategy.js';
import { PROFILES } from '../profiles/profiles.js';
import { buildOmicron } from './omicron-4226.js';

export interface Planted {
  readonly invariant: string;
  readonly bug: PlantedBug | 'the policy of 2023-10';
}

export const PLANTED: readonly Planted[] = [
  { invariant: 'a healthy VM is never marked Failed', bug: 'the policy of 2023-10' },
  { invariant: 'at most one guest per instance', bug: 'no interlock' },
  { invariant: 'a guest is referenced', bug: 'retired at stop' },
  { invariant: 'no missed death', bug: 'monitoring ends' },
  { invariant: 'a stop is honoured', bug: 'stop unsent' },
  { invariant: 'a clean stop is never Failed', bug: 'end is failure' },
  { invariant: 'one content per generation', bug: 'generation kept' },
  { invariant: 'the active VMM exists', bug: 'pointer kept' },
  { invariant: 'reservations match VMMs', bug: 'reservation kept' },
  { invariant: 'charges match instances', bug: 'charge kept' },
  { invariant: 'the network follows the VMM', bug: 'network kept' },
  { invariant: 'sagas come to their end', bug: 'undo fails' },
  { invariant: 'no wedge', bug: 'delete refused' },
  { invariant: 'the world comes to rest', bug: 'old state again' },
];

/** With this bug, or the same rules without one. */
export function engineWith(bug: Planted['bug'] | null, strategy?: StrategyName): Engine {
  const policy = bug === 'the policy of 2023-10' ? '2023-10' : 'never-failed';
  const planted = bug === 'the policy of 2023-10' ? null : bug;
  return new Engine(buildOmicron(policy, {}, planted), { profile: PROFILES.get('calm')!, faults: null, ...(strategy === undefined ? {} : { strategy }) });
}
