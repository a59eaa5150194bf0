import { describe, expect, it } from 'vitest';
import { judgeResults, type Judged } from './judge.js';
import type { KnownFailure } from './known-failures.js';
import type { CampaignResults, ResultsBody } from './results/results-schema.js';

type Violation = CampaignResults['tally']['violations'][number];

const violation = (changes: Partial<Violation> = {}): Violation =>
  ({ subject: 'i', fingerprint: 'i / r', runs: 3, seed: 's-7', index: 7, steps: 40, faults: 1, evidence: 'e', ...changes });

function campaign(changes: Partial<CampaignResults> = {}, violations: readonly Violation[] = [], runs = 1000): CampaignResults {
  const violated = violations.reduce((sum, found) => sum + found.runs, 0);
  return {
    scenario: 's', policy: 'p', profile: 'mixed', strategy: 'swarm', settings: {}, faults: null, seed: 's', seedsPlanned: runs,
    shards: [{ shard: 1, of: 1, seeds: runs }], invariants: ['i', 'j'], goals: ['g'], handlers: ['h'], faultKinds: ['k'], expected: [],
    canary: { looked: 1, found: 1 }, audited: 10, broken: [], stuck: [],
    tally: {
      runs, steps: 1, events: 1, faults: 1, virtualMilliseconds: 1, runsViolated: violated, runsNotAtRest: 0,
      invariants: [{ name: 'i', tested: 500, violated }], reached: [{ name: 'g', runs: 3, seed: 's-1', index: 1, steps: 9 }],
      violations: [...violations], modelFaults: [], overflowed: false,
      coverage: { rules: [], handlers: [{ name: 'h', runs: 4 }], faultKinds: [] }, hash: '0'.repeat(16),
    },
    ...changes,
  };
}

const known = (fingerprint: string, changes: Partial<KnownFailure> = {}): KnownFailure =>
  ({ fingerprint, reason: 'why', link: 'l', since: '2025-11-25', ...changes });

function judge(campaigns: readonly CampaignResults[], options: { known?: readonly KnownFailure[]; strict?: boolean; oneShard?: boolean } = {}, rest: Partial<ResultsBody> = {}): Judged {
  return judgeResults({ modelHash: 'm', campaigns: [...campaigns], regressions: [], checks: [], ...rest }, { known: [], strict: false, oneShard: false, ...options });
}

describe('results without a failure', () => {
  it('pass; what was never tested, reached, entered or struck is said', () => {
    const judged = judge([campaign({ goals: ['g', 'never'] })]);
    expect(judged).toMatchObject({ exitCode: 0, verdict: 'passed', reasons: [] });
    expect(judged.campaigns[0]).toMatchObject({ vacuous: ['j'], unreached: ['never'], neverEntered: [], neverStruck: ['k'] });
    const [tested, untested] = judged.campaigns[0]!.properties;
    expect(tested?.bound).toBeCloseTo(3 / 1000, 4);
    expect(untested?.interval).toEqual({ low: 0, high: 1 });
  });

  it('fail when they are judged strictly', () => {
    expect(judge([campaign({ goals: ['g', 'never'] })], { strict: true })).toMatchObject({
      exitCode: 1, reasons: ['s, policy p, profile mixed: never put to the test: j', 's, policy p, profile mixed: never reached: never'],
    });
  });
});

describe('a failure', () => {
  it('that is new fails, with its rate and how many clean runs say that it is fixed', () => {
    const { exitCode, reasons, failures } = judge([campaign({}, [violation()])]);
    expect([exitCode, reasons]).toEqual([1, ['new failure: i / r (s, policy p)']]);
    expect(failures[0]).toMatchObject({ known: null, rate: { runs: 3, of: 1000 }, cheapest: { seed: 's-7', profile: 'mixed' } });
    expect(failures[0]!.rate!.interval.low).toBeCloseTo(0.00061907, 7);
  });

  it('that is known neither fails nor hides a new one of the same invariant', () => {
    const both = [violation(), violation({ fingerprint: 'i / other', seed: 's-9' })];
    expect(judge([campaign({}, [violation()])], { known: [known('i / r')] }).exitCode).toBe(0);
    expect(judge([campaign({}, both)], { known: [known('i / r')] })).toMatchObject({ exitCode: 1, reasons: ['new failure: i / other (s, policy p)'] });
    expect(judge([campaign({}, [violation()])], { known: [known('i / r', { policy: 'q' })] }).exitCode).toBe(1);
  });

  it('found under several profiles is one, with the cheapest run of all', () => {
    const { failures } = judge([campaign({}, [violation()]), campaign({ profile: 'storm' }, [violation({ steps: 12, seed: 's-2', runs: 1 })])]);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ rate: { runs: 4, of: 2000 }, cheapest: { seed: 's-2', profile: 'storm', steps: 12 } });
  });

  it('may be a fault of the model, a run that brought its worker down, a saved capsule, or a property of a search', () => {
    const faulty = campaign({ stuck: [{ seed: 's-3', handler: 'h', how: 'made no progress' }] });
    faulty.tally.modelFaults.push(violation({ subject: 'statement x', fingerprint: 'statement x' }));
    const { reasons } = judge([faulty], {}, {
      regressions: [{ capsule: 'c.capsule.json', scenario: 's', policy: 'p', fingerprint: 'i / r', verdict: 'still fails the same way', detail: 'd', fails: 'i / r' }],
      checks: [{
        subject: 'classics/x', policy: '', workload: 'w', verdict: 'violated', faults: null, complete: true, distinct: 5,
        properties: [{ name: 'safe', verdict: 'violated', finding: 'is broken' }], surprises: ['safe'],
      }],
    });
    expect(reasons).toEqual([
      'new failure: the model is at fault / statement x (s, policy p)', 'new failure: a run brought its worker down / h (s, policy p)',
      'new failure: i / r (s, policy p)', 'new failure: safe / whatif check (classics/x)',
    ]);
  });
});

describe('a known failure that no run shows', () => {
  const unseen = (oneIn: number | undefined, runs: number): Judged['unseen'] =>
    judge([campaign({}, [], runs)], { known: [known('i / r', oneIn === undefined ? {} : { oneIn })] }).unseen;

  it('is gone after as many runs as its rarity asks for, and only then', () => {
    expect(unseen(100, 298)).toMatchObject([{ gone: false, needed: 299, runs: 298 }]);
    expect(unseen(100, 299)).toMatchObject([{ gone: true }]);
    expect(unseen(undefined, 100_000)).toMatchObject([{ gone: false, needed: null }]);
  });

  it('elsewhere was not looked for here', () => {
    expect(judge([campaign()], { known: [known('i / r', { oneIn: 2, policy: 'q' })] }).unseen).toMatchObject([{ runs: 0, gone: false }]);
  });

  it('does not fail the build, but for a strict judge', () => {
    const options = { known: [known('i / r', { oneIn: 2 })] };
    expect(judge([campaign({ invariants: ['i'] })], options).exitCode).toBe(0);
    expect(judge([campaign({ invariants: ['i'] })], { ...options, strict: true }).reasons).toEqual(['a known failure is gone: i / r']);
  });
});

describe('nothing is concluded', () => {
  it('when the canary was not found, or never looked for, or a run came out differently', () => {
    for (const changes of [{ canary: { looked: 3, found: 2 } }, { canary: { looked: 0, found: 0 } }, { broken: ['seed s-1 came out differently'] }]) {
      expect(judge([campaign(changes, [violation()])])).toMatchObject({ exitCode: 3, verdict: 'harness broken' });
    }
  });
});

describe('a campaign fails', () => {
  it('when an expected violation is not found in enough runs', () => {
    const expected = [{ invariant: 'i', oneIn: 10 }, { invariant: 'j', oneIn: 10 }];
    const only = (runs: number): Judged => judge([campaign({ expected }, [violation({ subject: 'i' })], runs)], { known: [known('*')] });
    expect(only(1000)).toMatchObject({ exitCode: 1, reasons: ['s, policy p, profile mixed: expected to be violated, and not reproduced in 1,000 runs: j'] });
    expect(only(100).exitCode).toBe(0);
  });

  it('when shards are missing or ended early, unless it is the results of one shard', () => {
    const some = campaign({ shards: [{ shard: 2, of: 3, seeds: 333 }] });
    expect(judge([some]).reasons).toEqual(['s, policy p, profile mixed: shards are missing: 1, 3 of 3']);
    expect(judge([some], { oneShard: true }).exitCode).toBe(0);
    expect(judge([campaign({ shards: [{ shard: 2, of: 3, seeds: 300 }] })], { oneShard: true }).reasons)
      .toEqual(['s, policy p, profile mixed: shard 2 of 3 ended after 300 of 333 seeds']);
  });

  it('when it has more distinct failures than it can list', () => {
    const many = campaign();
    many.tally.overflowed = true;
    expect(judge([many]).exitCode).toBe(1);
  });
});
