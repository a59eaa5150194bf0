/**
 * The create saga (nexus/src/app/sagas/instance_create.rs at omicron 876e8ca7c6). It makes no call to a sled agent.
 *
 * Abstracted: the eight nodes for network interfaces are one, as are those for the SNAT and the ephemeral address and those
 * for disks; disks are not made here, only attached.
 */
import { node, saga, type SagaContext, type SagaDefinition } from '../../../../sim/process/saga.js';
import type { Value } from '../../../../sim/world/value.js';
import {
  instanceFetch, instanceUpdateRuntime, projectCreateInstance, projectDeleteInstance,
} from '../../database/instance-statements.js';
import {
  allocateExternalIp, deallocateExternalIp, instanceAttachDisk, instanceCreateNetworkInterface, instanceDeleteNetworkInterface,
  instanceDetachDisk, type IdleChange,
} from '../../database/network-statements.js';
import { provisioningDeleteInstance, provisioningInsertInstance } from '../../database/provisioning-statements.js';
import { query } from '../../database/query.js';
import { internalError, invalidRequest, objectNotFound } from '../../errors/omicron-error.js';
import { fail, type Handler } from '../answers.js';
import { notDeleted } from '../deletion.js';
import type { InstanceRuntime } from '../instance-record.js';

export interface CreateParams extends Record<string, Value> {
  readonly instanceId: string;
  /** The id of what it creates, drawn before the saga exists. */
  readonly createdAs: string;
}

type Context = SagaContext<CreateParams>;

export const instanceCreateSaga: SagaDefinition<CreateParams> = saga('instance-create', [
  node('account_virtual_resources', {
    *action({ params: { createdAs, instanceId } }: Context) {
      return yield* query<null>(provisioningInsertInstance({ createdAs, instanceId }));
    },
    *undo({ params: { createdAs } }: Context) {
      return yield* query<null>(provisioningDeleteInstance(createdAs));
    },
  }),
  node('instance_record', {
    *action({ params: { createdAs, instanceId } }: Context) {
      switch (yield* query<string>(projectCreateInstance({ instanceId, createdAs }))) {
        case 'created':
          return null;
        case 'name taken':
          return fail({ variant: 'ObjectAlreadyExists', typeName: 'instance', objectName: instanceId });
        default:
          return fail(internalError('newly-created instance has an unexpected state'));
      }
    },
    *undo({ params }: Context) {
      return yield* deleteRecord(params.instanceId);
    },
  }),
  node('network_interfaces', {
    *action({ params: { instanceId } }: Context) {
      return expectDone(instanceId, yield* query<IdleChange>(instanceCreateNetworkInterface(instanceId)));
    },
    *undo({ params: { instanceId } }: Context) {
      return expectDone(instanceId, yield* query<IdleChange>(instanceDeleteNetworkInterface(instanceId)));
    },
  }),
  node('external_ips', {
    *action({ params: { instanceId } }: Context) {
      return yield* query<null>(allocateExternalIp(instanceId));
    },
    *undo({ params: { instanceId } }: Context) {
      return yield* query<null>(deallocateExternalIp(instanceId));
    },
  }),
  node('attach_disks', {
    *action({ params: { instanceId } }: Context) {
      return expectDone(instanceId, yield* query<IdleChange>(instanceAttachDisk(instanceId)));
    },
    *undo({ params: { instanceId } }: Context) {
      return expectDone(instanceId, yield* query<IdleChange>(instanceDetachDisk(instanceId)));
    },
  }),
  node('move_to_stopped', {
    *action({ params: { instanceId } }: Context) {
      // The record as it was created: generation 1.
      const runtime: InstanceRuntime = {
        nexusState: 'stopped', gen: 2, propolisId: null, dstPropolisId: null, migrationId: null,
      };
      const rule = 'instance-create: move to stopped';
      // Not updated, or not found: ignored.
      yield* query(instanceUpdateRuntime({ instanceId, runtime, rule } as unknown as Value));
      return null;
    },
  }),
]);

function expectDone(instanceId: string, change: IdleChange): null {
  switch (change) {
    case 'done':
      return null;
    case 'gone':
      return fail(objectNotFound('instance', { by: 'id', value: instanceId }));
    case 'busy':
      return fail(invalidRequest('instance must be stopped'));
  }
}

/**
 * sic_delete_instance_record: looks the instance up by its name, marks it Failed at the next generation so that it can be
 * deleted, and keeps its active id. What was started meanwhile cannot be deleted, and the saga is stuck.
 */
function* deleteRecord(instanceId: string): Handler<null> {
  const found = yield* query<InstanceRuntime | null>(instanceFetch(instanceId));
  if (found === null) return null;
  const runtime: InstanceRuntime = { ...found, nexusState: 'failed', gen: found.gen + 1 };
  yield* query(instanceUpdateRuntime({ instanceId, runtime, rule: 'instance-create: undo' } as unknown as Value));
  const deleted = yield* query<string>(projectDeleteInstance(instanceId));
  return deleted === 'deleted' ? null : fail(notDeleted(instanceId, deleted));
}
