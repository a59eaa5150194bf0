/** The policies, as runs and searches use them. */
import { describe, expect, it } from 'vitest';
import { CELLS } from '../../models/omicron/policies/cells.js';
import { policies } from '../../models/omicron/policies/index.js';
import { Script, SECOND } from '../../models/omicron/testing/script.js';
import { request } from '../../models/omicron/testing/which.js';
import { consultationOf } from '../../models/omicron/policies/consult.js';
import { Engine } from '../../sim/explore/engine.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { TraceRecorder } from '../../sim/reproduce/trace-recorder.js';
import { PROFILES } from '../profiles/profiles.js';
import { checkOmicron } from './check-omicron.js';
import { buildOmicron } from './omicron-4226.js';

const MISSED = 'no missed death';
const HEALTHY_FAILED = 'a healthy VM is never marked Failed';
const TWINS = ['never-failed', 'always-failed'] as const;

/** Which of the first seeds break an invariant. */
function broken(policy: string, profile: string, seeds: number): (invariant: string) => readonly number[] {
  const engine = new Engine(buildOmicron(policy, {}), { profile: PROFILES.get(profile)!, faults: null });
  const runs = Array.from({ length: seeds }, (_, seed) => engine.run(`twins-${seed}`).violations.map(({ invariant }) => invariant));
  return (invariant) => runs.flatMap((violations, seed) => (violations.includes(invariant) ? [seed] : []));
}

describe('the twins, on the same seeds', () => {
  const [never, always] = TWINS.map((policy) => broken(policy, 'crashy', 160)) as [ReturnType<typeof broken>, ReturnType<typeof broken>];

  it('never-failed keeps dead VMs running that always-failed notices', () => {
    const noticed = never(MISSED).filter((seed) => !always(MISSED).includes(seed));
    expect(noticed.length).toBeGreaterThan(1);
    expect(never(HEALTHY_FAILED)).toEqual([]);
  });

  it('always-failed marks healthy VMs Failed, and lets second guests start beside them', () => {
    expect(always(HEALTHY_FAILED).length).toBeGreaterThan(10);
    expect(always('at most one guest per instance').length).toBeGreaterThan(1);
    expect(never('at most one guest per instance')).toEqual([]);
  });

  it('are both wrong about one and the same answer: 500 of a sled agent that does not know the instance, and of one whose VM is healthy', () => {
    const shown = TWINS.map((policy) => [true, false].map((vanished) => {
      const story = new Script({ policy });
      const vmm = story.running();
      if (vanished) story.crash('sled-1');
      story.pass(60 * SECOND);
      if (!vanished) story.next(request('instance_put_state', { about: 'reboot' }), 'answered 500 unexecuted');
      const reboot = story.user('reboot');
      story.settle();
      return [reboot.answered, story.machine(vmm), story.shown()];
    }));
    expect(shown).toEqual([
      [[500, null, 'running'], [500, 'healthy', 'running']],
      [[500, null, 'failed'], [500, 'healthy', 'failed']],
    ]);
  });
});

describe('an exhaustive check', () => {
  it.each(Object.values(policies).filter(({ rules }) => rules.length > 0).map(({ name }) => name))('can be made with background tasks: %s', (policy) => {
    const counts = { requests: 1, 'guest-events': 0, sleds: 1, nexus: 1, vmms: 1, instances: 1 };
    const { model, properties } = checkOmicron.build({ counts, words: {}, policy });
    const search = new Search(model, properties, { faultsMax: 1, statesMax: 1_500, timing: 'ranges' }).run();
    expect([search.ending, search.handlerRuns > 20]).toEqual(['states', true]);
  });
});

describe('consultations of a policy', () => {
  it('are in the record of the steps that made them, and no corners that a run reached', () => {
    const engine = new Engine(buildOmicron('2023-10', {}), { profile: PROFILES.get('storm')!, faults: null });
    const seen = [];
    for (let seed = 0; seed < 20; seed += 1) {
      const recorder = new TraceRecorder(engine.simulation);
      const { reached } = engine.run(`consulted-${seed}`, 0, recorder, false);
      expect(reached.filter(({ name }) => consultationOf(name) !== null)).toEqual([]);
      const { steps } = recorder.trace({ seed: null, atRest: true, plan: null, modelFault: null });
      for (const { marks } of steps) {
        const consulted = marks.flatMap((mark) => consultationOf(mark) ?? []);
        expect(consulted.length).toBe(marks.filter((mark) => mark.startsWith('a sled call failed')).length);
        seen.push(...consulted);
      }
    }
    expect(seen.length).toBeGreaterThan(10);
    for (const { cell, policy } of seen) expect([CELLS.includes(cell), policy]).toEqual([true, '2023-10']);
  });
});
