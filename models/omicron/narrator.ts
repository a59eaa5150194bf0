/** How steps of the omicron model are told, in Omicron's words. General rules: nothing here knows of any scenario. */
import type { Event, RequestEvent } from '../../sim/process/event.js';
import type { Narrator } from '../../sim/show/narrator.js';
import type { Value } from '../../sim/world/value.js';
import { FOLLOW_UP, INSTANCE, SLED_RESOURCE, VMM, type FollowUpRow, type InstanceRow, type VmmRow } from './database/rows.js';
import { ruleOf } from './nexus/rules.js';
import { observe } from './beliefs.js';
import type { PropolisServer } from './propolis/driver-state.js';
import type { UserRequestBody } from './user/client.js';
import type { GuestEvent } from './propolis/state-driver.js';
import type { InstanceObject } from './sled-agent/memory.js';

export const omicronNarrator: Narrator = {
  event,
  write,
  rule: ruleOf,
  beliefs: observe,
};

function event(subject: Event): ReturnType<Narrator['event']> {
  switch (subject.kind) {
    case 'stimulus':
      return subject.source === 'guest'
        ? { who: null, what: guestEvent(subject.process, (subject.body as { event: GuestEvent }).event) }
        : userRequest(subject.body as unknown as UserRequestBody);
    case 'request':
      return request(subject);
    case 'timer':
      return subject.name === 'drop' ? 'drops the VM that has stopped' : 'goes on with what its VM was doing';
    default:
      return null;
  }
}

function guestEvent(vmmId: string, raised: GuestEvent): string {
  return `the guest of ${vmmId} ${raised === 'ChipsetHalt' ? 'halts' : 'resets'} by itself`;
}

function userRequest({ nexus, instanceId, request, start }: UserRequestBody): string {
  const verb = request.slice('instance_'.length);
  return `asks ${nexus} to ${verb} ${instanceId}${start ? ' and start it' : ''}`;
}

function request({ call: [, to, endpoint], body }: RequestEvent): string | null {
  const { instanceId, state, host, requested, gen } = (body ?? {}) as Record<string, Value>;
  switch (endpoint) {
    case 'instance_register':
      return `registers ${String(instanceId)} with ${to}`;
    case 'instance_unregister':
      return `tells ${to} to forget ${String(instanceId)}`;
    case 'instance_put_state':
      return `asks ${to} to make ${String(instanceId)} ${String(state)}`;
    case 'set_v2p':
      return `tells ${to} that ${String(instanceId)} is on ${String(host)}`;
    case 'del_v2p':
      return `tells ${to} to forget where ${String(instanceId)} is`;
    case 'cpapi_instances_put':
      return `tells ${to} what became of ${String(instanceId)}`;
    case 'instance_get_state':
      return `asks ${to} how ${String(instanceId)} is`;
    case 'instance_get':
      return `asks Propolis ${to} how it is`;
    case 'instance_ensure':
      return `makes a VM in ${to}`;
    case 'instance_state_put':
      return `asks Propolis ${to} to ${String(requested)}`;
    case 'instance_state_monitor':
      return `waits for state ${String(gen)} of Propolis ${to}`;
    default:
      return endpoint.startsWith('instance_') ? `asks ${to} to ${endpoint.slice('instance_'.length)} ${String(instanceId)}` : null;
  }
}

function write(cell: readonly Value[], before: Value, after: Value): string | null {
  switch (cell[0]) {
    case 'row':
      return rowWrite(cell[1] as string, cell[2] as string, before, after);
    case 'process':
      return processWrite(cell[1] as string, before as Status, after as Status);
    case 'memory':
      return memoryWrite(cell[1] as string, cell.slice(2), before, after);
    case 'link':
      return after === null ? `${String(cell[1])} reaches ${String(cell[2])} again` : null;
    default:
      return null;
  }
}

function rowWrite(table: string, key: string, before: Value, after: Value): string | null {
  if (table === INSTANCE) return instanceWrite(key, before as unknown as InstanceRow | null, after as unknown as InstanceRow);
  if (table === VMM) return vmmWrite(key, before as unknown as VmmRow | null, after as unknown as VmmRow);
  if (table === SLED_RESOURCE) {
    return after === null ? `the reservation of ${key} is released` : `${(after as { sledId: string }).sledId} is reserved for ${key}`;
  }
  if (table === FOLLOW_UP) return after === null ? `${key} is marked no more` : `${key} is marked as ${(after as unknown as FollowUpRow).what}`;
  return null;
}

function instanceWrite(id: string, before: InstanceRow | null, { deleted, runtime }: InstanceRow): string {
  if (before === null) return `the row of ${id} is created: ${runtime.nexusState}, generation ${runtime.gen}`;
  if (deleted) return `the row of ${id} is deleted`;
  const active = runtime.propolisId === null ? 'no active VMM' : `active VMM ${runtime.propolisId}`;
  return `the row of ${id} becomes ${runtime.nexusState}, ${active}, generation ${runtime.gen}`;
}

function vmmWrite(id: string, before: VmmRow | null, { deleted, sledId, runtime }: VmmRow): string {
  if (before === null) return `the row of ${id} is created: ${runtime.state} on ${sledId}, generation ${runtime.gen}`;
  if (deleted && !before.deleted) return `the row of ${id} is deleted`;
  return `the row of ${id} becomes ${runtime.state}, generation ${runtime.gen}`;
}

type Status = { readonly kind: string; readonly status: string } | null;

function processWrite(process: string, before: Status, after: Status): string | null {
  if (after === null) return before === null ? null : `${process} and whatever ran in it are gone`;
  if (before === null) return after.kind === 'propolis' ? `a zone for ${process} is up` : null;
  return `${process} is ${after.status}${after.status === 'up' ? ' again' : ''}`;
}

function memoryWrite(process: string, key: readonly Value[], before: Value, after: Value): string | null {
  if (key[0] === 'machine' && before !== null) return machineWrite(process, after as PropolisServer['machine']);
  if (key[0] === 'registration') {
    return after === null ? `${process} no longer knows ${String(key[1])}` : `${process} knows ${String(key[1])} as ${(after as { propolisId: string }).propolisId}`;
  }
  if (key[0] === 'object' && after !== null) {
    const { states } = after as unknown as InstanceObject;
    const old = (before as unknown as InstanceObject | null)?.states;
    if (old?.vmm.state === states.vmm.state) return null;
    return `${process} takes ${states.propolisId} to be ${states.vmm.state}, generation ${states.vmm.gen}`;
  }
  return null;
}

function machineWrite(process: string, machine: PropolisServer['machine']): string | null {
  switch (machine) {
    case 'healthy':
      return `the guest of ${process} executes`;
    case 'ending':
      return `Propolis ${process} accepts that its guest is to end`;
    case 'halted':
      return `the guest of ${process} is halted`;
    case 'failed':
      return `the VM of ${process} fails`;
    case 'off':
      return null;
  }
}
