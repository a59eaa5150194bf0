/**
 * The scenario of omicron issue #4226: users start, stop, reboot and delete an instance at any moment, its guest halts or
 * resets by itself, and calls to sled agents fail. What does Nexus make of that?
 */
import { omicronInvariants } from '../../invariants/index.js';
import { healthyNeverFailed } from '../../invariants/healthy-never-failed.js';
import { DEFAULT_DURATIONS } from '../../models/omicron/durations.js';
import { omicron } from '../../models/omicron/model.js';
import { omicronNarrator } from '../../models/omicron/narrator.js';
import type { PlantedBug } from '../../models/omicron/planted-bugs.js';
import { EXAMPLES } from '../../models/omicron/policies/cells.js';
import type { Policy } from '../../models/omicron/policies/policy.js';
import { topology } from '../../models/omicron/topology.js';
import { policyNamed, policySentences } from '../policies/known-policies.js';
import { knownViolations } from './known-violations.js';
import type { BuiltScenario, Counted, Scenario, Setting } from './scenario.js';

const HOUR = 3_600_000_000;

const settings = {
  sleds: count('how many sleds', 2, 1, 5, { ids: 'sled-' }),
  nexuses: count('how many Nexus processes', 2, 1, 3, { ids: 'nexus-' }),
  instances: count('how many instances', 1, 1, 3, { ids: 'instance-' }),
  requests: count('at most how many requests of users in a run', 12, 1, 100, { stimuli: 'user' }),
  guestEvents: count('at most how many events of guests in a run', 2, 1, 20, { stimuli: 'guest' }),
  zoneBootMax: duration('the longest nominal time for a zone to boot (assumed)', DEFAULT_DURATIONS.zoneBootMax, 5_000_000),
  zoneBundleMax: duration('the longest nominal time for a zone bundle (assumed)', DEFAULT_DURATIONS.zoneBundleMax, 500_000),
  sledClientTimeout: duration("Nexus's time-out for calls to sled agents", DEFAULT_DURATIONS.sledClientTimeout, 1_000_000),
} satisfies Record<string, Setting>;

const defaults = Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));

/** The corners that the default campaign must enter, or it says nothing about them. */
const GOALS: readonly string[] = [
  'the write of Failed: updated',
  'the write of Failed: not updated',
  'the write of Failed: failed, not applied',
  'the write of Failed: failed, though applied',
  'Failed was overwritten by a newer update of the sled',
  "a sled's state was dropped: Nexus had used that generation",
  'a sled call failed: CommunicationError (timeout)',
  'a sled call failed: CommunicationError (refused)',
  'a sled call failed: CommunicationError (reset)',
  'a sled call failed: ErrorResponse 403',
  'a sled call failed: ErrorResponse 404',
  'a sled call failed: ErrorResponse 500',
  'a sled call failed: ErrorResponse 503',
  'a sled call failed: ErrorResponse 429',
  'a sled call failed: InvalidResponsePayload',
  'a sled call failed: UnexpectedResponse',
  'a sled call failed: InvalidRequest',
  'a Propolis failure was published',
  'a start from Failed',
  'a request was executed, and its client had given up',
  'a reply was lost',
  "a process died between a node's effect and its log",
  'an undo ran',
  'an undo failed, and its saga is stuck',
  'a saga was recovered',
  'a publication is tried again past the 60 s of a request that it holds up',
  'a publication was dropped',
  'a sled agent restarted with a guest running',
  'a propolis crashed',
  'a stop waited behind a held lock',
  'del_v2p is tried again',
];

/** Those that only a policy that writes Failed for a failed call can reach. */
const NEEDS_FAILED: readonly string[] = [
  'the write of Failed: updated',
  'the write of Failed: not updated',
  'the write of Failed: failed, not applied',
  'the write of Failed: failed, though applied',
  "a sled's state was dropped: Nexus had used that generation",
];

function writesFailed({ decide }: Policy): boolean {
  return EXAMPLES.some((example) => example.caller !== 'undo' && decide(example) === 'instance Failed, pointer cleared');
}

/** The scenario with a policy, given by its name or as it is, and the real rules, or with a planted bug. */
export function buildOmicron(
  policy: string | Policy, given: Readonly<Record<string, number>>, planted: PlantedBug | null = null,
): BuiltScenario {
  const values = { ...defaults, ...given } as Record<keyof typeof settings, number>;
  const chosen = typeof policy === 'string' ? policyNamed(policy) : policy;
  const { zoneBootMax, zoneBundleMax, sledClientTimeout } = values;
  const rack = topology(values.sleds, values.nexuses, values.instances);
  return {
    model: omicron({
      topology: rack,
      policy: chosen,
      durations: { zoneBootMax, zoneBundleMax, sledClientTimeout },
      requests: values.requests,
      guestEvents: values.guestEvents,
      planted,
    }),
    invariants: omicronInvariants(rack),
    narrator: omicronNarrator,
  };
}

export const omicron4226: Scenario = {
  name: 'omicron-4226',
  sentence: 'users and a guest drive an instance while calls to sled agents fail: is a healthy VM ever marked Failed?',
  /** Those that were adopted from files are among them. */
  get policies() {
    return policySentences();
  },
  settings,
  profile: 'mixed',
  headline: healthyNeverFailed.name,
  expected: knownViolations,
  goals: (policy) => (writesFailed(policyNamed(policy)) ? GOALS : GOALS.filter((goal) => !NEEDS_FAILED.includes(goal))),
  build: buildOmicron,
  canary: { build: () => buildOmicron('2023-10', {}), invariant: healthyNeverFailed.name, seeds: 500 },
};

function count(sentence: string, value: number, min: number, max: number, counts: Counted): Setting {
  return { sentence, unit: 'count', value, min, max, counts };
}

function duration(sentence: string, value: number, min: number): Setting {
  return { sentence, unit: 'duration', value, min, max: 2 * HOUR };
}
