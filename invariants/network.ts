/**
 * Network: packets go to where the VMM is.
 *
 * Nexus can break it (a VMM ends in the answer to a request, whose handler clears nothing; a report that loses against its own
 * write; a deleted instance, whose reports are refused before the network is looked at; two handlers at once), and so can
 * dendrite (it forgets its entries when it restarts, and nobody tells it again: TODO(#3879)). Its planted bug: `network kept`.
 */
import { INSTANCE, VMM, type InstanceRow, type VmmRow } from '../models/omicron/database/rows.js';
import { DENDRITE } from '../models/omicron/topology.js';
import type { Breach, Invariant } from '../sim/explore/invariant.js';
import type { Reader } from '../sim/step/step.js';
import type { CellName } from '../sim/world/cell.js';
import { instanceIds, instanceRow } from './instance-rows.js';

export function network(sleds: readonly string[]): Invariant {
  return {
    name: 'the network follows the VMM',
    sentence: "at rest, an instance's V2P mappings and its NAT entry name the sled of its active VMM, and there are none without one",
    source: 'nexus/src/app/instance_network.rs; TODO(#3107), TODO(#3879)',
    antecedent: 'at rest, an instance has an active VMM, a mapping or an entry',
    when: 'at rest',
    check(world) {
      let tested = false;
      for (const instanceId of instanceIds(world)) {
        const row = instanceRow(world, instanceId);
        const host = hostOf(world, row);
        const nat = (world.get(['memory', DENDRITE, 'nat']) as Readonly<Record<string, string>> | null)?.[instanceId] ?? null;
        const mappings = sleds.map((sled) => [sled, world.get(['durable', sled, 'v2p', instanceId]) as string | null] as const);
        if (host !== null || nat !== null || mappings.some(([, to]) => to !== null)) tested = true;
        for (const [sled, to] of mappings) {
          // Nexus does not tell the sled of the VMM itself: it is mapped once its zone has a port.
          if (to === host || (sled === host && to === null)) continue;
          return { tested, broken: astray(instanceId, `${sled} maps it to`, to, host, ['durable', sled, 'v2p', instanceId]) };
        }
        if (nat !== host) return { tested, broken: astray(instanceId, 'its NAT entry names', nat, host, ['memory', DENDRITE, 'nat']) };
      }
      return { tested, broken: null };
    },
  };
}

function hostOf(world: Reader, { deleted, runtime: { propolisId } }: InstanceRow): string | null {
  if (deleted || propolisId === null) return null;
  return (world.get(['row', VMM, propolisId]) as unknown as VmmRow | null)?.sledId ?? null;
}

/** Missing or wrong: whoever wrote the entry last is to blame. Left over: whoever wrote the instance's row last. */
function astray(instanceId: string, where: string, to: string | null, host: string | null, entry: CellName): Breach {
  const evidence = `${instanceId} is ${host === null ? 'nowhere' : `on ${host}`}, and ${where} ${to ?? 'nothing'}`;
  return { evidence, blame: host === null ? ['row', INSTANCE, instanceId] : entry };
}
