/**
 * A user of the external API: asks for whatever comes to mind, at any moment, of any Nexus, and remembers what it was
 * answered. It is a client of its own: it gives up after its time-out, and does not know then what became of the request.
 */
import { call, memory, type Memory } from '../../../sim/process/effect.js';
import type { ProcessKind } from '../../../sim/process/model.js';
import { service } from '../../../sim/process/service.js';
import type { Effect } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';

export type UserRequest = 'instance_create' | 'instance_start' | 'instance_stop' | 'instance_reboot' | 'instance_delete';

export interface UserRequestBody {
  readonly nexus: string;
  readonly instanceId: string;
  readonly request: UserRequest;
  /** For a create: whether the instance is to be started at once. */
  readonly start: boolean;
}

/**
 * What the user may expect of its last stop: nothing, or that it is honoured (it was answered with success, and neither
 * followed nor accompanied by a request that starts the instance). Kept as history, for the invariant of that name.
 */
export type StopExpectation = 'none' | 'honoured';

/** A request under way: whether it may start a guest, or is a stop that another request has overtaken. */
interface OpenRequest {
  readonly ordinal: number;
  readonly request: UserRequest;
  readonly overtaken: boolean;
}

export const user: ProcessKind = service({
  kind: 'user',
  endpoints: {},
  programs: { request },
  restartAfter: null,
  transport: () => 'connection',
});

function* request(body: UserRequestBody): Generator<Effect, Value, Value> {
  const { nexus, instanceId, request: asked, start } = body;
  const ordinal = yield* memory((self) => open(self, instanceId, asked));
  const result = yield* call<Value>(nexus, asked, { instanceId, nexus, start }, 'user time-out');
  yield* memory((self) => close(self, instanceId, ordinal, 'ok' in result));
  return null;
}

function open(self: Memory, instanceId: string, asked: UserRequest): number {
  const before = requests(self, instanceId);
  let ordinal = 1;
  while (before.some((other) => other.ordinal === ordinal)) ordinal += 1;
  const starts = mayStart(asked);
  const overtaken = asked === 'instance_stop' && before.some((other) => mayStart(other.request));
  const others = starts ? before.map((other) => ({ ...other, overtaken: true })) : before;
  setRequests(self, instanceId, [...others, { ordinal, request: asked, overtaken }]);
  if (starts) self.remember(['stop expectation', instanceId], 'none');
  return ordinal;
}

function close(self: Memory, instanceId: string, ordinal: number, success: boolean): null {
  const before = requests(self, instanceId);
  const own = before.find((other) => other.ordinal === ordinal);
  setRequests(self, instanceId, before.filter((other) => other.ordinal !== ordinal));
  if (own?.request === 'instance_stop' && success && !own.overtaken) {
    self.remember(['stop expectation', instanceId], 'honoured' satisfies StopExpectation);
  }
  return null;
}

function mayStart(asked: UserRequest): boolean {
  return asked === 'instance_start' || asked === 'instance_reboot' || asked === 'instance_create';
}

function requests(self: Memory, instanceId: string): readonly OpenRequest[] {
  return (self.get('requests', instanceId) as unknown as readonly OpenRequest[] | null) ?? [];
}

function setRequests(self: Memory, instanceId: string, open: readonly OpenRequest[]): void {
  self.set(['requests', instanceId], open as unknown as Value);
}
