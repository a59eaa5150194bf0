/** omicron-4226 with a workload that is finite, as `whatif check` searches it. */
import { omicronLeadsTo } from '../../invariants/index.js';
import { VMM } from '../../models/omicron/database/rows.js';
import type { Reader } from '../../sim/step/step.js';
import { omicron4226 } from './omicron-4226.js';
import type { CheckSubject } from './check-subject.js';

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
  },
  countsOfRun: ({ sleds, nexuses, instances }, asked) => ({
    requests: Math.max(1, asked('user')), 'guest-events': asked('guest'), sleds: sleds!, nexus: nexuses!, instances: instances!, vmms: Math.max(1, asked('user')),
  }),
  build: ({ counts, policy }) => {
    const { model, invariants, narrator } = omicron4226.build(policy, {
      sleds: counts['sleds']!, nexuses: counts['nexus']!, instances: counts['instances']!, requests: counts['requests']!,
      guestEvents: counts['guest-events']!,
    });
    return {
      model, narrator, properties: { invariants, leadsTo: omicronLeadsTo, ...boundaryOf(counts['vmms']!, counts['requests']!) },
      workload: `${plural(counts['requests']!, 'request')} and ${plural(counts['guest-events']!, 'guest event')} for ` +
        `${plural(counts['instances']!, 'instance')} on ${plural(counts['sleds']!, 'sled')} with ${counts['nexus']!} Nexus` +
        (counts['vmms']! < counts['requests']! ? `, and at most ${plural(counts['vmms']!, 'VMM')}` : ''),
      expected: [...(omicron4226.expected[policy]?.map(({ invariant }) => invariant) ?? []), ...omicronLeadsTo.map(({ name }) => name)],
      mustBreak: false,
    };
  },
};

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
