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
import { policies } from '../../models/omicron/policies/index.js';
import { topology } from '../../models/omicron/topology.js';
import type { BuiltScenario, Scenario, Setting } from './scenario.js';

const HOUR = 3_600_000_000;

const settings = {
  sleds: count('how many sleds', 2, 1, 5),
  nexuses: count('how many Nexus processes', 2, 1, 3),
  instances: count('how many instances', 1, 1, 3),
  requests: count('at most how many requests of users in a run', 12, 1, 100),
  guestEvents: count('at most how many events of guests in a run', 2, 1, 20),
  zoneBootMax: duration('the longest nominal time for a zone to boot (assumed)', DEFAULT_DURATIONS.zoneBootMax, 5_000_000),
  zoneBundleMax: duration('the longest nominal time for a zone bundle (assumed)', DEFAULT_DURATIONS.zoneBundleMax, 500_000),
  sledClientTimeout: duration("Nexus's time-out for calls to sled agents", DEFAULT_DURATIONS.sledClientTimeout, 1_000_000),
} satisfies Record<string, Setting>;

const defaults = Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));

/** The scenario with the real rules, or with a planted bug. */
export function buildOmicron(
  policy: string, given: Readonly<Record<string, number>>, planted: PlantedBug | null = null,
): BuiltScenario {
  const values = { ...defaults, ...given } as Record<keyof typeof settings, number>;
  const chosen = policies[policy];
  if (chosen === undefined) throw new Error(`there is no policy '${policy}'`);
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
  policies: Object.fromEntries(Object.values(policies).map(({ name, sentence }) => [name, sentence])),
  settings,
  profile: 'lossy',
  expected: { '2023-10': [healthyNeverFailed.name], 'never-failed': [] },
  goals: [],
  build: buildOmicron,
  canary: { build: () => buildOmicron('2023-10', {}), invariant: healthyNeverFailed.name, seeds: 500 },
};

function count(sentence: string, value: number, min: number, max: number): Setting {
  return { sentence, unit: 'count', value, min, max };
}

function duration(sentence: string, value: number, min: number): Setting {
  return { sentence, unit: 'duration', value, min, max: 2 * HOUR };
}
