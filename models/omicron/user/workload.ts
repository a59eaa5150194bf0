/** What users and guests do of their own accord. Never a fault. */
import type { StimulusEvent } from '../../../sim/process/event.js';
import type { StimulusSource } from '../../../sim/process/model.js';
import type { Reader } from '../../../sim/step/step.js';
import type { Value } from '../../../sim/world/value.js';
import { INSTANCE, VMM, type InstanceRow } from '../database/rows.js';
import type { GuestEvent } from '../propolis/state-driver.js';
import { USER, type Topology } from '../topology.js';
import type { UserRequest, UserRequestBody } from './client.js';

/** How often each request is made, relative to the others. */
const REQUESTS: readonly UserRequest[] = [
  'instance_start', 'instance_start', 'instance_stop', 'instance_stop', 'instance_reboot', 'instance_reboot', 'instance_delete',
];

const GUEST_EVENTS: readonly GuestEvent[] = ['ChipsetHalt', 'ChipsetReset'];

export function workload(topology: Topology, requests: number, guestEvents: number): readonly StimulusSource[] {
  return [
    {
      name: 'user', max: requests, gap: 'user gap',
      propose: (world) => topology.instances.flatMap((instanceId) => requestsFor(world, topology, instanceId)),
    },
    {
      name: 'guest', max: guestEvents, gap: 'guest gap',
      propose: (world) => ((world.get(['rows', VMM]) as readonly string[] | null) ?? []).flatMap((vmmId) => guestEventsOf(world, vmmId)),
    },
  ];
}

function requestsFor(world: Reader, { nexuses }: Topology, instanceId: string): StimulusEvent[] {
  const row = world.get(['row', INSTANCE, instanceId]) as unknown as InstanceRow | null;
  // A deleted instance is gone from the user's list; asking for it again would only be answered 404.
  if (row?.deleted === true) return [];
  return nexuses.flatMap((nexus) => row === null
    ? [userRequest(nexus, instanceId, 'instance_create', true), userRequest(nexus, instanceId, 'instance_create', false)]
    : REQUESTS.map((request) => userRequest(nexus, instanceId, request, false)));
}

function userRequest(nexus: string, instanceId: string, request: UserRequest, start: boolean): StimulusEvent {
  const body: UserRequestBody = { nexus, instanceId, request, start };
  return { kind: 'stimulus', source: 'user', process: USER, name: 'request', body: body as unknown as Value };
}

function guestEventsOf(world: Reader, vmmId: string): StimulusEvent[] {
  const machine = world.get(['memory', vmmId, 'machine']);
  if (machine !== 'healthy' && machine !== 'ending') return [];
  return GUEST_EVENTS.map((event) => ({
    kind: 'stimulus', source: 'guest', process: vmmId, name: 'guest', body: { event },
  }));
}
