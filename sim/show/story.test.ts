import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causesOf } from '../reproduce/causes.js';
import { recordRun, type Trace, type TracedViolation } from '../reproduce/trace.js';
import { tallyNarrator, tallySimulation } from '../reproduce/test-model/tally.js';
import type { Narrator } from './narrator.js';
import { renderStory } from './render-story.js';
import { tellStory, type Story } from './story.js';
import type { StoryLine } from './story-line.js';

/** A narrator that has nothing to say: every word is a default. */
const silent: Narrator = { event: () => null, write: () => null, rule: () => null, beliefs: () => [] };

const { simulation, run } = tallySimulation();

function record(seed: string): Trace {
  return recordRun(simulation, run, seed);
}

/** The first run of the test model that a condition holds for. */
function firstRun(holds: (trace: Trace) => boolean): Trace {
  for (let index = 0; index < 2_000; index += 1) {
    const trace = record(`story-${index}`);
    if (holds(trace)) return trace;
  }
  throw new Error('no such run');
}

function linesOf(story: Story): StoryLine[] {
  return story.entries.flatMap((entry) => ('line' in entry ? [entry.line] : []));
}

const countedTwice = firstRun(({ violations }) => violations[0]?.invariant === 'counted-once');
const passed = firstRun(({ violations, steps }) => violations.length === 0 && steps.length > 60);

describe('a story', () => {
  test('of a violation that ends the run tells the faults that nothing bears a trace of', () => {
    const trace = firstRun(({ violations, faults }) => violations.length === 0 && faults === 1);
    const violation: TracedViolation = {
      invariant: 'came', sentence: 'what was asked for came', step: trace.steps.length - 1, evidence: 'it never came', fingerprint: 'came / nobody',
      faults: 1, blame: null,
      // What it looked at was never written.
      reads: [{ cell: ['memory', 'never', 'written'], value: null, writer: null }],
    };
    expect(linesOf(tellStory(trace, silent, { violation })).filter(({ kind }) => kind === 'fault')).toHaveLength(1);
  });

  test('has at most 20 lines, each with its step number, and counts what it omits', () => {
    fc.assert(fc.property(fc.nat({ max: 100_000 }), fc.constantFrom(silent, tallyNarrator), (number, narrator) => {
      const trace = record(`any-${number}`);
      const story = tellStory(trace, narrator);
      const lines = linesOf(story);
      expect(lines.length).toBeLessThanOrEqual(20);
      expect(lines.length).toBeGreaterThanOrEqual(Math.min(8, trace.steps.length - 1));
      const numbers = lines.map(({ step }) => step);
      expect(numbers).toEqual([...numbers].sort((left, right) => left - right));
      const told = new Set(lines.filter(({ kind }) => kind !== 'violation' && kind !== 'belief').map(({ step }) => step));
      const omitted = story.entries.reduce((sum, entry) => sum + ('omitted' in entry ? entry.omitted : 0), 0);
      expect(told.size + omitted).toBe(trace.steps.length - 1);
    }), { numRuns: 100 });
  });

  test('of a violation tells who did what, which fault struck, which rule wrote what is blamed, and what each side believed', () => {
    const lines = linesOf(tellStory(countedTwice, tallyNarrator));
    const violation = countedTwice.violations[0]!;
    expect(lines.find(({ kind }) => kind === 'user')).toMatchObject({ who: 'visitor', text: expect.stringMatching(/^clicks (red|green|blue)$/) as string });
    expect(lines.some(({ kind, fates }) => kind === 'fault' || fates.length > 0)).toBe(true);
    expect(lines.find(({ kind }) => kind === 'blame')).toMatchObject({
      step: violation.blame?.writer,
      text: expect.stringMatching(/the total becomes \d; by the rule 'add one for .*': the tally's rule is to add one for .* \(tally\.ts\)$/) as string,
    });
    expect(lines.slice(-3).map(({ kind, step }) => [kind, step])).toEqual([['violation', violation.step], ['belief', violation.step], ['belief', violation.step]]);
    expect(lines.at(-1)).toMatchObject({ who: 'truth', text: expect.stringMatching(/clicks were made/) as string });
  });

  test('of a violation tells nothing that had no part in it', () => {
    const causes = causesOf(countedTwice, countedTwice.violations[0]!);
    expect(causes.size).toBeLessThan(countedTwice.violations[0]!.step);
    for (const { step, kind } of linesOf(tellStory(countedTwice, tallyNarrator))) {
      if (kind !== 'violation' && kind !== 'belief') expect(causes.has(step)).toBe(true);
    }
  });

  test('of a run that passed tells the most important of all its steps', () => {
    const story = tellStory(passed, tallyNarrator);
    expect(story.violated).toBeNull();
    expect(linesOf(story).some(({ kind }) => kind === 'user')).toBe(true);
    expect(linesOf(story).every(({ kind }) => kind !== 'violation' && kind !== 'blame')).toBe(true);
  });

  test('says of a time-out what kept the answer, though it never came', () => {
    const said = new Set<string>();
    for (let index = 0; index < 300; index += 1) {
      for (const { kind, fates } of linesOf(tellStory(record(`waits-${index}`), tallyNarrator))) {
        if (kind === 'failure') for (const fate of fates) said.add(fate.replace(/step \d+/, 'step n'));
      }
    }
    expect([...said]).toEqual(expect.arrayContaining([
      'the request was lost (step n)',
      'the answer was lost (step n)',
      'tally is still at add, which waits for tally_add (step n)',
      'the request has not reached tally: the link is clogged (step n)',
      'the request has not reached tally, tally hangs (step n)',
    ]));
  });
});

describe('a story on the terminal', () => {
  test('fits the width, and wraps under its own column', () => {
    fc.assert(fc.property(fc.integer({ min: 44, max: 160 }), (width) => {
      for (const trace of [countedTwice, passed]) {
        for (const line of renderStory(tellStory(trace, tallyNarrator), { width })) expect(line.length).toBeLessThanOrEqual(width);
      }
    }), { numRuns: 30 });
  });

  test('has a column of steps, one of times, and a line for what is omitted', () => {
    const lines = renderStory(tellStory(countedTwice, tallyNarrator), { width: 100 });
    expect(lines[0]).toMatch(/^ *step +time$/);
    expect(lines.slice(1).every((line) => /^ *\d+ +(\d+:\d\d\.\d{3})? +\S|^ +\S/.test(line))).toBe(true);
    expect(lines.some((line) => /^ +… \d+ steps? omitted$/.test(line))).toBe(true);
  });

  test('sets off what it is told to, and nothing else', () => {
    const marked = renderStory(tellStory(countedTwice, tallyNarrator), {
      width: 100, emphasise: (text) => `<b>${text}</b>`, warn: (text) => `<w>${text}</w>`, name: (text) => `<n>${text}</n>`, dim: (text) => `<d>${text}</d>`,
    });
    const plain = renderStory(tellStory(countedTwice, tallyNarrator), { width: 100 });
    expect(marked.map((line) => line.replace(/<\/?[bwnd]>/g, ''))).toEqual(plain);
    expect(marked.some((line) => line.includes('<b>counted-once is violated'))).toBe(true);
  });
});
