/** A Nexus process: the external and internal API, its sagas, their recovery when it starts, and the background tasks of its policy. */
import type { ProcessKind } from '../../../sim/process/model.js';
import { sagaPrograms } from '../../../sim/process/saga.js';
import { service } from '../../../sim/process/service.js';
import { backgroundTasks } from './background/index.js';
import { externalApi } from './api/external.js';
import { internalApi } from './api/internal.js';
import type { NexusContext } from './context.js';
import { instanceCreateSaga } from './sagas/instance-create.js';
import { instanceDeleteSaga } from './sagas/instance-delete.js';
import { instanceStartSaga } from './sagas/instance-start.js';

export function nexusService(context: NexusContext): ProcessKind {
  const background = backgroundTasks(context, 'recover sagas');
  return service({
    kind: 'nexus',
    endpoints: { ...externalApi(context), ...internalApi(context) },
    programs: {
      ...sagaPrograms([instanceCreateSaga as never, instanceStartSaga(context) as never, instanceDeleteSaga(context) as never]),
      ...background.programs,
    },
    onStart: background.onStart,
    restartAfter: 'restart nexus',
    transport: () => 'connection',
  });
}
