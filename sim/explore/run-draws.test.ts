import { describe, expect, test } from 'vitest';
import type { Model } from '../process/model.js';
import type { Profile, RunPlan } from './profile.js';
import { drawPlan, RunRandom } from './run-draws.js';

const user = { max: 5, gap: 'gap', propose: (): [] => [] };
const model = { name: 'm', stimuli: [{ ...user, name: 'user' }] } as unknown as Model;

const profile: Profile = {
  name: 'p', sentence: '', perMillion: { refused: 400, reset: 800 }, lasting: { crash: 3 }, eventsBetweenLasting: 10,
  latePerMillion: 100, slackPercent: 100,
};

function plans(of: Profile, stimuli: Model['stimuli'] = model.stimuli, only: readonly string[] | null = null): RunPlan[] {
  const random = new RunRandom();
  return Array.from({ length: 200 }, (_, seed) => {
    random.reseed(`seed-${seed}`);
    return drawPlan(random, { ...model, stimuli }, of, only);
  });
}

describe('the plan of a run', () => {
  test('draws each kind of fault by its name: a new kind leaves the others, the users and the times as they were', () => {
    const more: Profile = { ...profile, perMillion: { 'lost-request': 500, ...profile.perMillion, 'truncated-body': 5 }, lasting: { ...profile.lasting, hang: 1 } };
    const added = ['lost-request', 'truncated-body', 'hang'];
    expect(plans(more).map((plan) => ({ ...plan, kinds: plan.kinds.filter(({ kind }) => !added.includes(kind)) })))
      .toEqual(plans(profile));
  });

  test('draws each source of stimuli by its name: another one leaves the others as they were', () => {
    const guest = { ...user, name: 'guest' };
    expect(plans(profile, [guest, ...model.stimuli]).map(({ stimuli }) => stimuli[1]))
      .toEqual(plans(profile).map(({ stimuli }) => stimuli[0]));
  });

  test('uses about half of the kinds in each run, and scales them by a quarter, one or four', () => {
    const drawn = plans(profile);
    const uses = drawn.reduce((sum, { kinds }) => sum + kinds.length, 0) / drawn.length;
    expect(uses).toBeGreaterThan(1.6);
    expect(uses).toBeLessThan(2.4);
    const rates = new Set(drawn.flatMap(({ kinds }) => kinds.filter(({ kind }) => kind === 'reset').map(({ rate }) => rate)));
    expect([...rates].sort((left, right) => left - right)).toEqual([200, 800, 3200]);
  });

  test('uses what was asked for, and nothing else', () => {
    for (const { kinds } of plans(profile, model.stimuli, ['crash', 'reset'])) {
      expect(kinds.map(({ kind }) => kind)).toEqual(['crash', 'reset']);
    }
    for (const { kinds } of plans(profile, model.stimuli, [])) expect(kinds).toEqual([]);
  });

  test('has between two and fifteen minutes of faults, and at least one stimulus of each source', () => {
    for (const { healAt, stimuli } of plans(profile)) {
      expect(healAt).toBeGreaterThanOrEqual(120_000_000);
      expect(healAt).toBeLessThan(900_000_000);
      expect(stimuli[0]!.count).toBeGreaterThanOrEqual(1);
      expect(stimuli[0]!.count).toBeLessThanOrEqual(5);
    }
  });
});
