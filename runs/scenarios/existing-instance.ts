/**
 * existing-instance: an instance runs, or is stopped, and users and its guest do something about it. What came before is one
 * execution without faults: a user asked Nexus to create it, and to start it or not.
 *
 * A workload that a check can finish where omicron-4226, which begins with an empty rack, only comes to its beginning. What must
 * come in the end is decided here for executions that are long in time and short in steps.
 */
import type { PlantedBug } from '../../models/omicron/planted-bugs.js';
import { USER } from '../../models/omicron/topology.js';
import type { UserRequest, UserRequestBody } from '../../models/omicron/user/client.js';
import { beginningAfter } from '../../sim/explore/run-to-rest.js';
import type { StimulusEvent } from '../../sim/process/event.js';
import type { Value } from '../../sim/world/value.js';
import { omicronLeadsTo } from '../../invariants/index.js';
import { checkOmicron } from './check-omicron.js';
import type { BuiltCheck, CheckSubject, CheckValues } from './check-subject.js';
import { buildOmicron, omicron4226 } from './omicron-4226.js';

const INSTANCE = 'instance-1';

export const existingInstance: CheckSubject = {
  name: 'existing-instance',
  sentence: 'an instance runs or is stopped, and users and its guest do something about it',
  policies: checkOmicron.policies,
  parameters: {
    instance: { sentence: 'what it is at the beginning', words: ['running', 'stopped'] },
    requests: { sentence: 'at most how many requests of users', value: 1, min: 1, max: 20 },
    'guest-events': { sentence: 'at most how many events of guests', value: 0, min: 0, max: 20 },
    sleds: { sentence: 'how many sleds', value: 1, min: 1, max: 5 },
    nexus: { sentence: 'how many Nexus processes', value: 1, min: 1, max: 3 },
  },
  timing: 'ranges',
  build: (values) => buildExisting(values, null),
};

/** With the real rules, or with a planted bug. */
export function buildExisting({ counts, words, policy }: CheckValues, planted: PlantedBug | null): BuiltCheck {
  const { model, invariants, narrator } = buildOmicron(policy, {
    sleds: counts['sleds']!, nexuses: counts['nexus']!, requests: counts['requests']!, guestEvents: counts['guest-events']!,
  }, planted);
  const isRunning = words['instance'] === 'running';
  return {
    model: beginningAfter(model, asked('instance_create', isRunning)), narrator, properties: { invariants, leadsTo: omicronLeadsTo },
    workload: `${plural(counts['requests']!, 'request')} and ${plural(counts['guest-events']!, 'guest event')} for an instance that ` +
      `${isRunning ? 'runs' : 'is stopped'}, on ${plural(counts['sleds']!, 'sled')} with ${counts['nexus']!} Nexus`,
    // One crash is enough for each of what must come in the end, whatever the policy.
    expected: [...(omicron4226.expected[policy]?.map(({ invariant }) => invariant) ?? []), ...omicronLeadsTo.map(({ name }) => name)],
    mustBreak: false,
  };
}

function asked(request: UserRequest, start: boolean): StimulusEvent {
  const body: UserRequestBody = { nexus: 'nexus-1', instanceId: INSTANCE, request, start };
  return { kind: 'stimulus', source: 'user', process: USER, name: 'request', body: body as unknown as Value };
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
