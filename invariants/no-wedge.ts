/**
 * No wedge: users can always get rid of an instance.
 *
 * Whoever leaves something behind that no request removes can break it: Nexus (a Failed write that forgets a VMM, a success
 * path or a saga that ends without releasing what it took, a row that no precondition lets go), a sled agent (a lock that is
 * held for ever, a registration that nobody removes), a Propolis that came back without its VM. Its planted bug: `delete refused`.
 */
import { mattersToNormalForm, normalFormFor } from '../models/omicron/normal-form.js';
import type { UserRequest, UserRequestBody } from '../models/omicron/user/client.js';
import type { Invariant } from '../sim/explore/invariant.js';
import type { StimulusEvent } from '../sim/process/event.js';
import type { Reader } from '../sim/step/step.js';
import { isGuest, vmmIds, vmmRow } from './guest.js';
import { instanceIds, instanceRow } from './instance-rows.js';
import { hasZone, instanceOf, reservedVmms } from './resources.js';

/** At most so many calls, each run to rest. */
const CALLS_MAX = 4;

/** The most promising first: a search that succeeds is short. */
const ORDER: readonly UserRequest[] = ['instance_delete', 'instance_stop', 'instance_reboot', 'instance_start'];

export function noWedge(sleds: readonly string[]): Invariant {
  return {
    name: 'no wedge',
    sentence:
      `from rest, without faults, some sequence of at most ${CALLS_MAX} user calls, each run to rest, ends with the row ` +
      'deleted and no guest, zone or reservation left',
    source: 'omicron #4226 ("only delete"), #2825, #4511, #5798: instances that no request could remove',
    antecedent: 'at rest, there is an instance, deleted or not',
    when: 'at rest',
    check: (world) => ({ tested: instanceIds(world).length > 0, broken: null }),
    canStill: {
      subjects: instanceIds,
      remains,
      source: 'user',
      // Nexus keeps nothing in memory: at rest one of them serves as well as another.
      calls: (proposed, instanceId) =>
        ORDER.flatMap((request) => proposed.find((event) => asks(event, instanceId, request)) ?? []),
      callsMax: CALLS_MAX,
      matters: mattersToNormalForm,
      normalForm: normalFormFor(sleds),
    },
  };
}

function asks({ body }: StimulusEvent, instanceId: string, request: UserRequest): boolean {
  const asked = body as unknown as UserRequestBody;
  return asked.instanceId === instanceId && asked.request === request;
}

function remains(world: Reader, instanceId: string): readonly string[] {
  const vmms = vmmIds(world).filter((vmmId) => vmmRow(world, vmmId).instanceId === instanceId);
  return [
    ...(instanceRow(world, instanceId).deleted ? [] : ['its row']),
    ...(vmms.some((vmmId) => isGuest(world, vmmId)) ? ['a guest'] : []),
    ...(vmms.some((vmmId) => hasZone(world, vmmRow(world, vmmId).sledId, vmmId)) ? ['a zone'] : []),
    ...(reservedVmms(world).some((vmmId) => instanceOf(vmmId) === instanceId) ? ['a reservation'] : []),
  ];
}
