/**
 * The delete saga (nexus/src/app/sagas/instance_delete.rs at omicron 876e8ca7c6): no undo at all, no sled call. Network
 * state is removed when a VMM retires, not here.
 */
import { node, saga, type SagaContext, type SagaDefinition } from '../../../../sim/process/saga.js';
import type { Value } from '../../../../sim/world/value.js';
import { projectDeleteInstance } from '../../database/instance-statements.js';
import { query } from '../../database/query.js';
import { fail } from '../answers.js';

export interface DeleteParams extends Record<string, Value> {
  readonly instanceId: string;
}

export const instanceDeleteSaga: SagaDefinition<DeleteParams> = saga('instance-delete', [
  node('delete_instance_record', {
    *action({ params }: SagaContext<DeleteParams>) {
      // Not found: it was deleted before this node ran again.
      switch (yield* query<string>(projectDeleteInstance(params.instanceId))) {
        case 'active':
          return fail({ variant: 'InvalidRequest', message: 'instance is running or has not yet fully stopped' });
        case 'state':
          return fail({ variant: 'InvalidRequest', message: 'instance cannot be deleted in this state' });
        default:
          return null;
      }
    },
  }),
]);
