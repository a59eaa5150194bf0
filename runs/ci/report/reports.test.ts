import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeResults } from '../judge.js';
import type { ResultsBody } from '../results/results-schema.js';
import { githubAnnotations } from './github.js';
import { junitFaults } from './junit-rules.fixture.js';
import { junitXml } from './junit.js';
import { markdownSummary } from './markdown-summary.js';

/** Any text at all: halves of surrogate pairs and control characters, too. */
const anyText = fc.string({ unit: fc.oneof(fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), fc.constantFrom('<', '&', '"', ']]>', '%', ':', '\n', '`', '|', '*')), minLength: 1, maxLength: 12 });

const results: fc.Arbitrary<ResultsBody> = fc.record({
  scenario: anyText, names: fc.uniqueArray(anyText, { minLength: 1, maxLength: 4 }), evidence: anyText,
  violated: fc.subarray([0, 1, 2, 3]), faults: fc.array(anyText, { maxLength: 2 }), unknown: fc.boolean(),
}).map(({ scenario, names, evidence, violated, faults, unknown }): ResultsBody => {
  const distinct = (subject: string, fingerprint: string): ResultsBody['campaigns'][number]['tally']['violations'][number] =>
    ({ subject, fingerprint, runs: 2, seed: 's-1', index: 1, steps: 5, faults: 1, evidence });
  const broken = names.filter((_, index) => violated.includes(index));
  return {
    modelHash: 'm',
    campaigns: [{
      scenario, policy: 'p', profile: 'mixed', strategy: 'swarm', settings: {}, faults: null, seed: 's', seedsPlanned: null,
      shards: [{ shard: 1, of: 2, seeds: 9 }], invariants: names, goals: [evidence], handlers: [], faultKinds: [], expected: [],
      canary: { looked: 1, found: 1 }, audited: 1, broken: [], stuck: faults.map((handler) => ({ seed: 's-2', handler, how: 'made no progress' })),
      tally: {
        runs: 9, steps: 1, events: 1, faults: 1, virtualMilliseconds: 1, runsViolated: 1, runsNotAtRest: 0,
        invariants: broken.map((name) => ({ name, tested: 5, violated: 2 })), reached: [], violations: broken.map((name) => distinct(name, `${name} / r`)),
        modelFaults: [], overflowed: false, coverage: { rules: [], handlers: [], faultKinds: [] }, hash: '0'.repeat(16),
      },
    }],
    regressions: [{ capsule: 'c', scenario, policy: 'p', fingerprint: 'f', verdict: 'passes', detail: evidence, fails: null }],
    checks: [{
      subject: scenario, policy: '', workload: evidence, verdict: unknown ? 'unknown' : 'violated', faults: null, complete: !unknown, distinct: 4,
      properties: [{ name: 'safe', verdict: 'violated', finding: evidence }], surprises: unknown ? [] : ['safe'],
    }],
  };
});

const judged = (body: ResultsBody): ReturnType<typeof judgeResults> => judgeResults(body, { known: [], strict: true, oneShard: false });

describe('the JUnit report', () => {
  it('follows the rules of the schema, whatever names there are, and its counts are true', () => {
    fc.assert(fc.property(results, (body) => {
      expect(junitFaults(junitXml(body, judged(body), () => 'npx whatif'))).toEqual([]);
    }));
  });

  it('is checked by rules that can be broken', () => {
    const suite = (inner: string): string[] => junitFaults(`<testsuites><testsuite name="a" tests="1">${inner}</testsuite></testsuites>`);
    expect(suite('<testcase name="b"/>')).toEqual([]);
    expect(suite('<testcase/>')).toEqual(['testcase lacks name']);
    expect(suite('<testcase name="b"><system-out>x</system-out><failure/></testcase>')).toEqual(['the children of testcase are out of order']);
    expect(suite('<testcase name="b" color="red"/>')).toEqual(['testcase has no attribute color']);
    expect(suite('')).toEqual(['testsuite says tests="1", and there are 0']);
    for (const bad of ['<testcase name="b">', '<testcase name="&b"/>', '<testcase name="\u0001"/>']) expect(() => suite(bad)).toThrow();
  });
});

describe('annotations for GitHub', () => {
  it('are one line each, at most ten errors and ten warnings, with titles that end where they should', () => {
    fc.assert(fc.property(results, (body) => {
      const lines = githubAnnotations(judged(body), () => null);
      for (const line of lines) expect(line).toMatch(/^::(error|warning) title=[^:,\r\n]*::[^\r\n]*$/);
      for (const kind of ['error', 'warning']) expect(lines.filter((line) => line.startsWith(`::${kind}`)).length).toBeLessThanOrEqual(10);
    }));
  });

  it('say how many are not shown', () => {
    const body = fc.sample(results, 1)[0]!;
    const many = Array.from({ length: 30 }, (_, nth) => ({ ...body.regressions[0]!, capsule: `c-${nth}` }));
    const lines = githubAnnotations(judged({ ...body, regressions: many }), () => null);
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10);
    expect(lines.at(-1)).toBe('::warning title=21 more warnings::The summary of the job lists them.');
  });
});

describe('the summary of a job', () => {
  const parts = (body: ResultsBody): string => markdownSummary(body, judged(body), [], () => 'npx whatif run', () => null);

  it('has the verdict first, and no names that are markup', () => {
    fc.assert(fc.property(results, (body) => {
      const summary = parts(body);
      expect(summary).toMatch(/^# whatif: (passed|failed)\n\n/);
      // Outside blocks of code, marks are escaped.
      const prose = summary.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').replace(/<\/?(details|summary)>/g, '');
      expect(prose).not.toMatch(/(?<!\\)</);
    }));
  });

  it('is cut before it is too long, and says so', () => {
    const body = fc.sample(results, 1)[0]!;
    const campaigns = Array.from({ length: 60 }, () => ({ ...body.campaigns[0]!, invariants: Array.from({ length: 200 }, (_, nth) => `${nth} ${'x'.repeat(100)}`) }));
    const summary = parts({ ...body, campaigns });
    expect(Buffer.byteLength(summary)).toBeLessThan(2 ** 20);
    expect(summary).toContain('too long for a summary');
  });
});
