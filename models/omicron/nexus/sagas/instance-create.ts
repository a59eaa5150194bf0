/**
 * The create saga (nexus/src/app/sagas/instance_create.rs at omicron 876e8ca7c6), without network interfaces, addresses and
 * disks. It makes no call to a sled agent.
 */
import { node, saga, type SagaContext, type SagaDefinition } from '../../../../sim/process/saga.js';
import type { Value } from '../../../../sim/world/value.js';
import {
  instanceFetch, instanceUpdateRuntime, projectCreateInstance, projectDeleteInstance,
} from '../../database/instance-statements.js';
import { query } from '../../database/query.js';
import { fail, type Handler } from '../answers.js';
import type { InstanceRuntime } from '../instance-record.js';

export interface CreateParams extends Record<string, Value> {
  readonly instanceId: string;
}

type Context = SagaContext<CreateParams>;

export const instanceCreateSaga: SagaDefinition<CreateParams> = saga('instance-create', [
  node('instance_record', {
    *action({ params }: Context) {
      const created = yield* query<boolean>(projectCreateInstance(params.instanceId));
      if (!created) fail({ variant: 'ObjectAlreadyExists', typeName: 'instance', objectName: params.instanceId });
      return null;
    },
    *undo({ params }: Context) {
      return yield* deleteRecord(params.instanceId);
    },
  }),
  node('move_to_stopped', {
    *action({ params }: Context) {
      // The record as it was created: generation 1.
      const runtime: InstanceRuntime = {
        nexusState: 'stopped', gen: 2, propolisId: null, dstPropolisId: null, migrationId: null,
      };
      const rule = 'instance-create: move to stopped';
      // Not updated: ignored.
      yield* query(instanceUpdateRuntime({ instanceId: params.instanceId, runtime, rule } as unknown as Value));
      return null;
    },
  }),
]);

/** sic_delete_instance_record: Failed at the next generation, keeping the active id, so that it can be deleted. */
function* deleteRecord(instanceId: string): Handler<null> {
  const found = yield* query<InstanceRuntime | null>(instanceFetch(instanceId));
  if (found === null) return null;
  const runtime: InstanceRuntime = { ...found, nexusState: 'failed', gen: found.gen + 1 };
  yield* query(instanceUpdateRuntime({ instanceId, runtime, rule: 'instance-create: undo' } as unknown as Value));
  const deleted = yield* query<string>(projectDeleteInstance(instanceId));
  if (deleted !== 'deleted' && deleted !== 'not found') {
    fail({ variant: 'InvalidRequest', message: `instance cannot be deleted: ${deleted}` });
  }
  return null;
}
