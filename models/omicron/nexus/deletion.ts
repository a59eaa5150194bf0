/** Why project_delete_instance deletes no row, as an error (nexus/db-queries/src/db/datastore/instance.rs). */
import { invalidRequest, objectNotFound, type OmicronError } from '../errors/omicron-error.js';

/** `why` is the statement's answer: 'not found', 'active' or 'state'. */
export function notDeleted(instanceId: string, why: string): OmicronError {
  switch (why) {
    case 'not found':
      return objectNotFound('instance', { by: 'id', value: instanceId });
    case 'active':
      return invalidRequest('cannot delete instance: it is running or has not yet fully stopped');
    default:
      return invalidRequest('instance cannot be deleted in this state');
  }
}
