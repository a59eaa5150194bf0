/** A Nexus process: the external and internal API, its sagas, and their recovery when it starts. */
import type { ProcessKind } from '../../../sim/process/model.js';
import { sagaPrograms } from '../../../sim/process/saga.js';
import { service } from '../../../sim/process/service.js';
import { externalApi } from './api/external.js';
import { internalApi } from './api/internal.js';
import type { NexusContext } from './context.js';
import { instanceCreateSaga } from './sagas/instance-create.js';
import { instanceDeleteSaga } from './sagas/instance-delete.js';
import { instanceStartSaga } from './sagas/instance-start.js';

export function nexusService(context: NexusContext): ProcessKind {
  return service({
    kind: 'nexus',
    endpoints: { ...externalApi(context), ...internalApi(context) },
    programs: sagaPrograms([
      instanceCreateSaga as never, instanceStartSaga(context) as never, instanceDeleteSaga as never,
    ]),
    onStart: 'recover sagas',
    restartAfter: 'restart nexus',
    transport: () => 'connection',
  });
}
