/**
 * V2P mappings on the sleds and NAT entries in dendrite (nexus/src/app/instance_network.rs at omicron 876e8ca7c6).
 *
 * `retry_until_known_result` (nexus/src/app/sagas/mod.rs) tries for ever on failures to communicate, 503 and 429; any
 * other error is permanent. Sleds are called one after the other here; upstream does it at once, so that a sled that
 * does not answer delays the others less, but holds up the whole just as long.
 */
import { call, retryCall } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import { query } from '../database/query.js';
import { sledList, sledLookup } from '../database/vmm-statements.js';
import { internalError } from '../errors/omicron-error.js';
import { expectOk, fail, type Handler } from './answers.js';
import { DENDRITE, type Topology } from '../topology.js';

const TRANSIENT = [503, 429] as const;

/** set_v2p on every sled but the host: a 500 fails for good, a dead sled holds up for ever. */
export function* setV2p({ sleds }: Topology, instanceId: string, host: string): Handler<null> {
  for (const sled of yield* query<readonly string[]>(sledList(sleds))) {
    if (sled !== host) yield* sledNetwork(sled, 'set_v2p', { instanceId, host });
  }
  return null;
}

/** del_v2p on every sled. */
export function* deleteV2p({ sleds }: Topology, instanceId: string): Handler<null> {
  for (const sled of yield* query<readonly string[]>(sledList(sleds))) {
    yield* sledNetwork(sled, 'del_v2p', { instanceId });
  }
  return null;
}

/** The NAT entry of the instance, retried until known. */
export function* ensureNat(instanceId: string, host: string): Handler<null> {
  return yield* nat('nat_ensure', { instanceId, host });
}

/** The same for its removal, as the start saga's undo does it. */
export function* deleteNatRetrying(instanceId: string): Handler<null> {
  return yield* nat('nat_delete', { instanceId });
}

/** The removal as notify_instance_updated does it: once, and any failure is a 500. */
export function* deleteNatOnce(instanceId: string): Handler<null> {
  const result = yield* call(DENDRITE, 'nat_delete', { instanceId }, 'dpd client time-out');
  return 'ok' in result ? null : fail(internalError('failed to delete a NAT entry'));
}

function* sledNetwork(sled: string, endpoint: string, body: Value): Handler<null> {
  yield* query(sledLookup(sled));
  yield* expectOk(retryCall({
    to: sled, endpoint, body, timeout: 'sled client time-out', backOff: 'back-off', transientStatuses: TRANSIENT,
  }));
  return null;
}

function* nat(endpoint: string, body: Value): Handler<null> {
  const result = yield* retryCall({
    to: DENDRITE, endpoint, body, timeout: 'dpd client time-out', backOff: 'back-off', transientStatuses: TRANSIENT,
  });
  return 'ok' in result ? null : fail(internalError(`dendrite refused ${endpoint}`));
}

