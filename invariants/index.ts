/** The invariants of the omicron model, in the order in which reports show them. Adding one is a file and a line here. */
import type { Topology } from '../models/omicron/topology.js';
import type { LeadsTo } from '../sim/explore/exhaustive/properties.js';
import type { Invariant } from '../sim/explore/invariant.js';
import { cleanStopNeverFailed } from './clean-stop-never-failed.js';
import { counters } from './counters.js';
import { databaseAgrees } from './database-agrees.js';
import { healthyNeverFailed } from './healthy-never-failed.js';
import { network } from './network.js';
import { noMissedDeath } from './no-missed-death.js';
import { noSagaRunsForEver } from './no-saga-runs-for-ever.js';
import { noWedge } from './no-wedge.js';
import { oneContentPerGeneration } from './one-content-per-generation.js';
import { oneGuest } from './one-guest.js';
import { pointer } from './pointer.js';
import { referenced } from './referenced.js';
import { reservation } from './reservation.js';
import { resourcesAreReleased } from './resources-are-released.js';
import { sagasEnd } from './sagas.js';
import { stopComesToItsEnd } from './stop-comes-to-its-end.js';
import { stopIsHonoured } from './stop-is-honoured.js';

/** What must come in the end, once faults have ended: `whatif check` decides it. */
export const omicronLeadsTo: readonly LeadsTo[] = [stopComesToItsEnd, resourcesAreReleased, databaseAgrees, noSagaRunsForEver];

export function omicronInvariants({ sleds }: Topology): readonly Invariant[] {
  return [
    healthyNeverFailed, oneGuest, referenced, noMissedDeath, stopIsHonoured, cleanStopNeverFailed, oneContentPerGeneration,
    pointer, reservation, counters, network(sleds), sagasEnd, noWedge(sleds),
  ];
}
