/**
 * V2P mappings on the sleds and NAT entries in dendrite (nexus/src/app/instance_network.rs at omicron 876e8ca7c6).
 *
 * `retry_until_known_result` (nexus/src/app/sagas/mod.rs) tries for ever on failures to communicate, 503 and 429; any
 * other error is permanent. Sleds are called one after the other, as upstream: it means to call them at once, but each
 * spawned task is lazy and its call is only polled when the task before it has ended. An error does not end the round: the
 * last one is returned when every sled has given its known result, so a sled that is dead holds up those after it for ever.
 */
import { call, retryCall } from '../../../sim/process/effect.js';
import type { CallFailure, CallResult } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import { instanceNetworkLookup, type InstanceNetwork } from '../database/network-statements.js';
import { query } from '../database/query.js';
import { omicronErrorFromClientError } from '../errors/from-client-error.js';
import { internalError, objectNotFound } from '../errors/omicron-error.js';
import { DENDRITE, type Topology } from '../topology.js';
import { fail, type Handler } from './answers.js';

const TRANSIENT = [503, 429] as const;

/** The network of an instance that is not deleted. */
export function* networkOf(instanceId: string): Handler<Value & InstanceNetwork> {
  const network = yield* query<Value & InstanceNetwork>(instanceNetworkLookup(instanceId));
  return network.exists ? network : fail(objectNotFound('instance', { by: 'id', value: instanceId }));
}

/** create_instance_v2p_mappings: set_v2p on every sled but the host. */
export function* setV2p({ sleds }: Topology, instanceId: string, host: string): Handler<null> {
  const others = sleds.filter((sled) => sled !== host);
  return yield* tellSleds(others, 'set_v2p', instanceId, { instanceId, host });
}

/** delete_instance_v2p_mappings: del_v2p on every sled, whether it was ever told anything. */
export function* deleteV2p({ sleds }: Topology, instanceId: string): Handler<null> {
  return yield* tellSleds(sleds, 'del_v2p', instanceId, { instanceId });
}

function* tellSleds(sleds: readonly string[], endpoint: string, instanceId: string, body: Value): Handler<null> {
  if (!(yield* networkOf(instanceId)).interfaces) return null;
  let last: CallFailure | null = null;
  for (const sled of sleds) {
    const result: CallResult<Value> = yield* retryCall<Value>({
      to: sled, endpoint, body, timeout: 'sled client time-out', backOff: 'back-off', transientStatuses: TRANSIENT,
    });
    if ('failure' in result) last = result.failure;
  }
  return last === null ? null : fail(omicronErrorFromClientError(last));
}

/** instance_ensure_dpd_config: the NAT entry of an instance that has interfaces and addresses. */
export function* ensureNat(instanceId: string, host: string): Handler<null> {
  const { interfaces, addresses } = yield* networkOf(instanceId);
  return interfaces && addresses ? yield* nat('nat_ensure', { instanceId, host }) : null;
}

/** instance_delete_dpd_config: its removal, as the start saga's undo does it. */
export function* deleteNatRetrying(instanceId: string): Handler<null> {
  return (yield* networkOf(instanceId)).addresses ? yield* nat('nat_delete', { instanceId }) : null;
}

/** clear_instance_networking_state: V2P first, then NAT, without trying again: any failure there is a 500. */
export function* clearNetwork(topology: Topology, instanceId: string): Handler<null> {
  yield* deleteV2p(topology, instanceId);
  // Deleted by now or not: it looks for addresses alone.
  if (!(yield* query<InstanceNetwork>(instanceNetworkLookup(instanceId))).addresses) return null;
  const result = yield* call(DENDRITE, 'nat_delete', { instanceId }, 'dpd client time-out');
  return 'ok' in result ? null : fail(internalError('failed to delete a NAT entry'));
}

/**
 * Clears V2P and NAT for a background task: nothing is tried again, since the task comes back. Whether all of it was done.
 * (Upstream a reconciler of its own tells the sleds, since #5568.)
 */
export function* clearNetworkOnce({ sleds }: Topology, instanceId: string): Handler<boolean> {
  const { interfaces, addresses } = yield* query<Value & InstanceNetwork>(instanceNetworkLookup(instanceId));
  for (const sled of interfaces ? sleds : []) {
    if ('failure' in (yield* call(sled, 'del_v2p', { instanceId }, 'sled client time-out'))) return false;
  }
  return !addresses || 'ok' in (yield* call(DENDRITE, 'nat_delete', { instanceId }, 'dpd client time-out'));
}

function* nat(endpoint: string, body: Value): Handler<null> {
  const result = yield* retryCall({
    to: DENDRITE, endpoint, body, timeout: 'dpd client time-out', backOff: 'back-off', transientStatuses: TRANSIENT,
  });
  return 'ok' in result ? null : fail(internalError(`dendrite refused ${endpoint}`));
}
