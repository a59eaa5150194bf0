/** omicron-4226 with a workload that is finite, as `whatif check` searches it. */
import { omicronLeadsTo } from '../../invariants/index.js';
import { VMM } from '../../models/omicron/database/rows.js';
import { withRestartsAtMost } from '../../sim/explore/exhaustive/bounded-restarts.js';
import type { Reader } from '../../sim/step/step.js';
import { omicron4226 } from './omicron-4226.js';
import type { CheckSubject, TimedScenario } from './check-subject.js';

/** Restarts are not counted: see sim/explore/exhaustive/bounded-restarts.ts. */
const AS_FAULTS_ALLOW = 100;

export const checkOmicron: CheckSubject = {
  name: omicron4226.name,
  sentence: omicron4226.sentence,
  get policies() {
    return Object.keys(omicron4226.policies);
  },
  parameters: {
    requests: { sentence: 'at most how many requests of users', value: 4, min: 1, max: 20 },
    'guest-events': { sentence: 'at most how many events of guests', value: 1, min: 0, max: 20 },
    sleds: { sentence: 'how many sleds', value: 2, min: 1, max: 5 },
    nexus: { sentence: 'how many Nexus processes', value: 2, min: 1, max: 3 },
    vmms: { sentence: 'at most how many VMMs in one execution, deleted ones included', value: 3, min: 1, max: 20 },
    instances: { sentence: 'how many instances', value: 1, min: 1, max: 3 },
    // Each takes a fault, so with at most one fault this bounds nothing; kept in the states it would only cost.
    restarts: { sentence: `at most how many restarts of each process (${AS_FAULTS_ALLOW}: as many as faults allow)`, value: AS_FAULTS_ALLOW, min: 0, max: AS_FAULTS_ALLOW },
  },
  countsOfRun: ({ sleds, nexuses, instances }, asked) => ({
    requests: Math.max(1, asked('user')), 'guest-events': asked('guest'), sleds: sleds!, nexus: nexuses!, instances: instances!, vmms: Math.max(1, asked('user')),
    restarts: AS_FAULTS_ALLOW,
  }),
  timed: ({ counts }) => timedOmicron(counts),
  build: ({ counts, policy }) => {
    const { model, invariants, narrator } = omicron4226.build(policy, {
      sleds: counts['sleds']!, nexuses: counts['nexus']!, instances: counts['instances']!, requests: counts['requests']!,
      guestEvents: counts['guest-events']!,
    });
    const whole = { invariants, leadsTo: omicronLeadsTo, ...boundaryOf(counts['vmms']!, counts['requests']!) };
    const restarts = counts['restarts'] ?? AS_FAULTS_ALLOW;
    return {
      ...(restarts === AS_FAULTS_ALLOW ? { model, properties: whole } : withRestartsAtMost(restarts, model, whole)), narrator,
      workload: `${plural(counts['requests']!, 'request')} and ${plural(counts['guest-events']!, 'guest event')} for ` +
        `${plural(counts['instances']!, 'instance')} on ${plural(counts['sleds']!, 'sled')} with ${counts['nexus']!} Nexus` +
        (counts['vmms']! < counts['requests']! ? `, and at most ${plural(counts['vmms']!, 'VMM')}` : '') +
        (restarts === AS_FAULTS_ALLOW ? '' : `, and at most ${plural(restarts, 'restart')} of each process`),
      expected: [...(omicron4226.expected[policy]?.map(({ invariant }) => invariant) ?? []), ...omicronLeadsTo.map(({ name }) => name)],
      mustBreak: false,
    };
  },
};

/** Guests may do one thing at least in a timed scenario; whether they do is a run's to say. */
export function timedOmicron(counts: Readonly<Record<string, number>>): TimedScenario {
  const defaults = Object.fromEntries(Object.entries(omicron4226.settings).map(([name, { value }]) => [name, value]));
  return {
    scenario: omicron4226,
    settings: {
      ...defaults, sleds: counts['sleds']!, nexuses: counts['nexus']!, instances: counts['instances']!, requests: counts['requests']!,
      guestEvents: Math.max(1, counts['guest-events']!),
    },
  };
}

/**
 * Executions with more VMMs are cut off where the row of one too many is inserted: rows of VMMs are marked as deleted, and
 * never removed. Each takes a request of its own, so there is nothing to cut where there are no more requests than VMMs.
 */
function boundaryOf(vmms: number, requests: number): { boundary?: (world: Reader) => boolean } {
  if (vmms >= requests) return {};
  return { boundary: (world) => ((world.get(['rows', VMM]) as readonly string[] | null) ?? []).length <= vmms };
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
