/**
 * What is true of every VMM and instance at one moment, and what the records say: all that a run's price is measured from.
 *
 * It is learned as invariants are (the engine looks again only when a cell changed that it has read), and never broken. It
 * reads the world, which no policy may: nothing of it reaches a run.
 */
import { hasZone, isRegistered } from '../../../invariants/resources.js';
import { isGuest, machineOf, vmmIds, vmmRow } from '../../../invariants/guest.js';
import { instanceIds, instanceRow, shownState } from '../../../invariants/instance-rows.js';
import { reservedVmms } from '../../../invariants/resources.js';
import type { InstanceState } from '../../../models/omicron/nexus/instance-record.js';
import type { Registration } from '../../../models/omicron/sled-agent/memory.js';
import type { Machine } from '../../../models/omicron/propolis/driver-state.js';
import type { Invariant, InvariantVerdict } from '../../../sim/explore/invariant.js';
import type { Reader } from '../../../sim/step/step.js';

export interface VmmSight {
  readonly id: string;
  readonly instanceId: string;
  /** What its Propolis does; null: there is no such process. */
  readonly machine: Machine | null;
  /** Its virtual CPUs execute, and: nobody has stopped it. */
  readonly executes: boolean;
  readonly isHealthy: boolean;
  readonly hasZone: boolean;
  readonly isRegistered: boolean;
  readonly isReserved: boolean;
  /** Its sled agent is at work on it: brings it up, asks it to stop, tears it down. */
  readonly isBusy: boolean;
  /** It is the active (or target) VMM of an undeleted instance, and its row is undeleted. */
  readonly isReferenced: boolean;
  /** It is the active VMM of an instance that is shown as Starting, Running or Rebooting. */
  readonly isShownAlive: boolean;
  /** Its row, or that of its instance, says Failed. */
  readonly isFailed: boolean;
  /** A request of a user would reach it: it is referenced, not shown as ended, and its sled agent knows it. */
  readonly isControllable: boolean;
}

export interface InstanceSight {
  readonly id: string;
  readonly deleted: boolean;
  readonly shown: InstanceState;
}

export interface Sight extends InvariantVerdict {
  readonly vmms: readonly VmmSight[];
  readonly instances: readonly InstanceSight[];
}

const ALIVE: readonly string[] = ['starting', 'running', 'rebooting', 'migrating'];
const ENDED: readonly string[] = ['stopped', 'failed', 'destroyed'];

export const observation: Invariant = {
  name: 'observation',
  sentence: 'what is seen of a run, for its price',
  source: 'runs/compare/observe',
  antecedent: 'never',
  when: 'always',
  check: look,
};

export function isSight(verdict: InvariantVerdict): verdict is Sight {
  return 'vmms' in verdict;
}

function look(world: Reader): Sight {
  const reserved = reservedVmms(world);
  const instances = instanceIds(world).map((id): InstanceSight => {
    const row = instanceRow(world, id);
    return { id, deleted: row.deleted, shown: shownState(world, row) };
  });
  return { tested: false, broken: null, instances, vmms: vmmIds(world).map((id) => vmmSight(world, id, reserved.includes(id))) };
}

function vmmSight(world: Reader, id: string, isReserved: boolean): VmmSight {
  const { instanceId, sledId, deleted, runtime } = vmmRow(world, id);
  const instance = instanceRow(world, instanceId);
  const { propolisId, dstPropolisId, nexusState } = instance.runtime;
  const isActive = !instance.deleted && propolisId === id;
  const isReferenced = !deleted && (isActive || (!instance.deleted && dstPropolisId === id));
  const shown = isActive ? shownState(world, instance) : null;
  const registered = isRegistered(world, sledId, id);
  const machine = machineOf(world, id);
  return {
    id, instanceId, machine, executes: isGuest(world, id), isHealthy: machine === 'healthy', hasZone: hasZone(world, sledId, id), isRegistered: registered, isReserved, isBusy: registered && isLocked(world, sledId, instanceId),
    isReferenced, isShownAlive: shown !== null && ALIVE.includes(shown), isFailed: runtime.state === 'failed' || nexusState === 'failed',
    isControllable: isActive && !deleted && registered && !ENDED.includes(shown ?? ''),
  };
}

function isLocked(world: Reader, sledId: string, instanceId: string): boolean {
  const registration = world.get(['memory', sledId, 'registration', instanceId]) as unknown as Registration | null;
  return registration !== null && world.has(['lock', sledId, 'object', registration.object]);
}
