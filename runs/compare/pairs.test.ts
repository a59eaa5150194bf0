import { describe, expect, it } from 'vitest';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { COMES_TO_REST } from '../../sim/explore/convergence.js';
import type { CompareOptions, RunsAnswer, RunsJob } from './compare-job.js';
import { CompareRunner } from './compare-runner.js';
import { HORIZON } from './observe/run-record.js';

const policies = ['2023-10', 'never-failed', 'gone-only'];
const invariants = [...omicron4226.build('2023-10', {}).invariants.map(({ name }) => name), COMES_TO_REST.name];
const options: CompareOptions = { scenario: 'omicron-4226', policies, invariants, campaignSeed: 'amber', scenariosModule: null };
const job: RunsJob = { kind: 'runs', profile: 'lossy', variations: [], from: 0, count: 40 };
const runner = await CompareRunner.create(options);
const answer = runner.do(job) as RunsAnswer;

describe('runs of one seed with several policies', () => {
  it('are the runs of each policy alone, whatever ran before', async () => {
    const alone = await CompareRunner.create({ ...options, policies: ['never-failed'] });
    const runs = alone.do({ ...job, from: 20, count: 20 }) as RunsAnswer;
    expect(runs.records[0]).toEqual(answer.records[1]!.slice(20));
  });

  it('are the same until the policies part: where they never do, all of the run is', () => {
    const same = answer.partings[1]!.flatMap((step, nth) => (step < 0 ? [nth] : []));
    expect(same.length).toBeGreaterThan(0);
    expect(same.length).toBeLessThan(job.count);
    for (const nth of same) expect(answer.records[1]![nth]!.digest).toBe(answer.records[0]![nth]!.digest);
  });

  it('part only after the policy was asked, when the policies change no rules', () => {
    answer.partings[1]!.forEach((step, nth) => {
      if (step >= 0) expect(answer.records[0]![nth]!.decisions.length).toBeGreaterThan(0);
    });
  });

  it('part at an event that can be told', () => {
    const seed = answer.partings[1]!.findIndex((step) => step >= 0);
    const told = runner.do({ kind: 'parting', profile: 'lossy', first: '2023-10', second: 'never-failed', seed });
    expect(told).toMatchObject({ kind: 'parting', step: answer.partings[1]![seed] });
    expect(told).toMatchObject({ first: expect.stringMatching(/instance_update_runtime.*the policy said "instance Failed, pointer cleared"/), second: expect.stringContaining('the policy said "nothing"') });
  });

  it('go back to what they were after other rates and durations', () => {
    const varied = runner.do({ ...job, count: 5, variations: [{ kind: 'duration', name: 'zone boot', factor: 2 }, { kind: 'rate', name: 'lost-reply', factor: 4 }] }) as RunsAnswer;
    expect(varied.records[0]!.map(({ digest }) => digest)).not.toEqual(answer.records[0]!.slice(0, 5).map(({ digest }) => digest));
    expect((runner.do({ ...job, count: 5 }) as RunsAnswer).records[0]).toEqual(answer.records[0]!.slice(0, 5));
  });
});

describe('what is measured of a run', () => {
  it('lies within what it is a part of', () => {
    for (const run of answer.records.flat()) {
      expect(run.controllableTime).toBeLessThanOrEqual(run.guestTime);
      expect(run.unreferencedTime).toBeLessThanOrEqual(run.guestTime);
      expect(run.twoGuestTime).toBeLessThanOrEqual(run.guestTime);
      expect(run.guestTime).toBeLessThanOrEqual(2 * (HORIZON / 1000));
      expect(run.successesThatDidNothing + run.errorsThatTookEffect).toBeLessThanOrEqual(run.answers);
    }
  });

  it('agrees with the invariants: a healthy VM is Failed exactly where that one is violated', () => {
    const bit = 1 << invariants.indexOf('a healthy VM is never marked Failed');
    for (const run of answer.records.flat()) expect(run.wronglyFailed > 0).toBe((run.violated & bit) !== 0);
  });

  it('says that an operator is needed exactly where users are wedged', () => {
    const bit = 1 << invariants.indexOf('no wedge');
    for (const run of answer.records.flat()) if (run.atRest) expect(run.callsToRecover === -1).toBe((run.violated & bit) !== 0);
  });

  it('counts a decision for each call that failed', () => {
    for (const run of answer.records.flat()) expect(run.decisions.length).toBe(run.failedCalls);
  });
});
