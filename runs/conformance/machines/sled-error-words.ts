/**
 * The words of a sled agent's error, as the vectors give them for `inst-1`. Models do without them: Nexus acts on the
 * status only.
 */

import { describeError } from '../../../models/omicron/errors/omicron-error.js';
import type { SledAgentError } from '../../../models/omicron/sled-agent/http-error.js';

/** The error's text, without what the HTTP library adds to a failure of Propolis. */
export function sledErrorWords(error: SledAgentError): string {
  switch (error.error) {
    case 'NoSuchInstance':
      return 'No such instance ID: inst-1';
    // No recording has it: it is not of October 2023.
    case 'Busy':
      return 'busy';
    case 'InstanceNotRunning':
      return 'Instance error: Instance inst-1 not running!';
    case 'InstanceAlreadyRegistered':
      return `Instance error: Instance already registered with Propolis ID ${error.propolisId}`;
    case 'Migration':
      return 'Instance error: Failure during migration: Missing Migration UUID';
    case 'ZoneSetup':
      return 'Instance error: Failed to wait for service: Propolis';
    case 'Transition':
      return `Instance error: Error performing a state transition: ${describeError(error.cause)}`;
    case 'Propolis': {
      const { cause } = error;
      const words = cause.kind === 'ErrorResponse' ? `Error Response: status: ${cause.status}` : 'Communication Error';
      return `Instance error: Failure from Propolis Client: ${words}`;
    }
  }
}

/** Cuts off what the HTTP library said. */
export function withoutClientWords(text: string): string {
  return text.replace(/^(.*Propolis Client: (?:Communication Error|Error Response: status: \d+))\b.*$/s, '$1');
}
