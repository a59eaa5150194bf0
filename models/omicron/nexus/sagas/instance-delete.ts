/**
 * The delete saga (nexus/src/app/sagas/instance_delete.rs at omicron 876e8ca7c6): no undo at all, no sled call, no dpd call.
 * Network state is removed when a VMM retires, not here.
 */
import { node, saga, type SagaContext, type SagaDefinition } from '../../../../sim/process/saga.js';
import type { SagaGenerator } from '../../../../sim/process/saga-log.js';
import { retryCall } from '../../../../sim/process/effect.js';
import type { Value } from '../../../../sim/world/value.js';
import { projectDeleteInstance } from '../../database/instance-statements.js';
import { deallocateExternalIp, instanceDeleteAllNetworkInterfaces } from '../../database/network-statements.js';
import { provisioningDeleteInstance } from '../../database/provisioning-statements.js';
import { query } from '../../database/query.js';
import { fail } from '../answers.js';
import type { NexusContext } from '../context.js';
import { notDeleted } from '../deletion.js';

export interface DeleteParams extends Record<string, Value> {
  readonly instanceId: string;
  /** Of the row that the request found. */
  readonly createdAs: string;
}

type Context = SagaContext<DeleteParams>;

/** A planted bug: the instance is stopped, so its sled refuses each time. */
function* askUntilItRuns(sled: string, instanceId: string): SagaGenerator {
  yield* retryCall({
    to: sled, endpoint: 'instance_put_state', body: { instanceId, state: 'running' }, timeout: null, backOff: 'back-off', transientStatuses: [404, 500],
  });
  return null;
}

export const instanceDeleteSaga = ({ planted, topology }: NexusContext): SagaDefinition<DeleteParams> => saga('instance-delete', [
  node('delete_instance_record', {
    *action({ params: { instanceId } }: Context) {
      if (planted === 'delete goes round') yield* askUntilItRuns(topology.sleds[0]!, instanceId);
      const deleted = yield* query<string>(projectDeleteInstance(instanceId));
      // Not found: it was deleted before this node ran again, or by another request.
      return deleted === 'deleted' || deleted === 'not found' ? null : fail(notDeleted(instanceId, deleted));
    },
  }),
  node('delete_network_interfaces', {
    *action({ params: { instanceId } }: Context) {
      return yield* query<null>(instanceDeleteAllNetworkInterfaces(instanceId));
    },
  }),
  node('deallocate_external_ip', {
    *action({ params: { instanceId } }: Context) {
      return yield* query<null>(deallocateExternalIp(instanceId));
    },
  }),
  node('account_virtual_resources', {
    *action({ params: { createdAs } }: Context) {
      return yield* query<null>(provisioningDeleteInstance(createdAs));
    },
  }),
]);
