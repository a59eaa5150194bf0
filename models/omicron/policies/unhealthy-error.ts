/** SledAgentInstancePutError::instance_unhealthy (omicron #4682): whatever is no explicit answer, and any answer but 4xx. */
import type { ErrorClass } from './error-class.js';

const HEALTHY: readonly ErrorClass[] = ['no such instance', '400', '429', 'other 4xx'];

export function instanceUnhealthy(error: ErrorClass): boolean {
  return !HEALTHY.includes(error);
}
