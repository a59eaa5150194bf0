/**
 * What a sled agent's report means for the network: V2P mappings on every sled and NAT entries on the switches. Nexus
 * acts on this before it writes the report, so that the instance cannot start or migrate meanwhile.
 * Follows nexus/src/app/instance_network.rs, ensure_updated_instance_network_config (omicron 876e8ca7c6).
 * Leaves out the work itself: which sleds and switches are told, and the retries that may last for ever.
 */

import type { InstanceRuntime, SledInstanceRuntime } from './instance-record.js';

/**
 * What to do:
 * - `nothing`;
 * - `clear`: remove the instance's mappings everywhere;
 * - `ensure`: fetch the VMM `propolisId`; if it is found, point the mappings at its sled, else log and go on.
 */
export type NetworkChange =
  | { readonly change: 'nothing' }
  | { readonly change: 'clear' }
  | { readonly change: 'ensure'; readonly propolisId: string };

/** Compares the row that Nexus has just read with what the sled reports. */
export function networkChangeFor(previous: InstanceRuntime, reported: SledInstanceRuntime): NetworkChange {
  // Whoever wrote the newer or equal generation has dealt with the network already.
  if (previous.gen >= reported.gen) return { change: 'nothing' };
  if (reported.propolisId === null) return { change: 'clear' };
  // While a migration is under way its outcome, and so the instance's place, is open.
  if (reported.migrationId !== null) return { change: 'nothing' };
  // A migration that has just ended may have been reported by its source only, without network changes.
  const migrationEnded = previous.migrationId !== null;
  if (previous.propolisId === reported.propolisId && !migrationEnded) return { change: 'nothing' };
  return { change: 'ensure', propolisId: reported.propolisId };
}
