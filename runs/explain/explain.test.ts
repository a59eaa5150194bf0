import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checksumOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { explainRun } from '../../sim/reproduce/explain/explain-run.js';
import { capsuleOf } from '../../sim/reproduce/capsule.js';
import { tallySimulation } from '../../sim/reproduce/test-model/tally.js';
import { hostileNarrator, hostileText, firstRun } from '../../sim/show/export/hostile.fixture.js';
import { explanationPage } from '../../sim/show/explanation.js';
import { modelHash } from '../build/model-hash.js';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';
import { htmlPage } from './html-page.js';
import { markdownPage } from './markdown-page.js';
import type { Origin } from './sentences.js';

const directory = temporaryDirectory();
const golden = (name: string): string => path.join(import.meta.dirname, 'golden', name);
const run = (commandLine: string): ReturnType<typeof transcript> => transcript(commandLine, directory);

/** The committed capsule as one of today's model: what it says of the run is as it was. */
function committed(change: (capsule: Capsule) => object = () => ({})): string {
  const capsule = JSON.parse(readFileSync(golden('counted-twice.capsule.json'), 'utf8')) as Capsule;
  const today = { ...capsule, modelHash: modelHash(), ...change(capsule) };
  return JSON.stringify({ ...today, checksum: checksumOf(today) });
}

beforeAll(() => writeFileSync(path.join(directory, 'a.json'), committed()));

describe('whatif explain', () => {
  test('shows the page in the terminal: shrunk, told, flipped, forked', async () => {
    const { exitCode, out, errors } = await run('explain a.json');
    expect([exitCode, errors]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot(golden('page.txt'));
  });

  test('fits a narrow terminal', async () => {
    const { out } = await transcript('explain a.json --no-shrink --forks 2', directory, { terminal: { isTty: true, columns: 60, hasColor: false } });
    expect(out.split('\n').filter((line) => line.length > 60 && !line.includes('whatif replay'))).toEqual([]);
  });

  test('--markdown and --html write the page, and print where', async () => {
    const { exitCode, out, errors } = await run('explain a.json --markdown a.md --html pages/a.html');
    expect([exitCode, errors, out]).toEqual([0, '', 'Written: a.md\nWritten: pages/a.html\n']);
    await expect(readFileSync(path.join(directory, 'a.md'), 'utf8')).toMatchFileSnapshot(golden('page.md'));
    const page = readFileSync(path.join(directory, 'pages/a.html'), 'utf8');
    expect(page).toContain('<h1>an order is counted at most once</h1>');
    expect(page).toMatch(/<svg class="chart"[\s\S]*<\/svg>/);
    // Nothing is fetched, and nothing runs.
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(|@import|src=|href=/i);
  });

  test('--export prints the shrunk run', async () => {
    const { exitCode, out } = await run('explain a.json --export mermaid');
    expect(exitCode).toBe(0);
    expect(out.startsWith('sequenceDiagram\n')).toBe(true);
  });

  test('a capsule of other sources is explained by what the model of today makes of it; a passing one is not', async () => {
    writeFileSync(path.join(directory, 'old.json'), committed(() => ({ modelHash: 'f'.repeat(64) })));
    const { exitCode, out } = await run('explain old.json --forks 2');
    expect(exitCode).toBe(0);
    expect(out).toContain('not met lost-reply');
    expect(await run('explain old.json --no-shrink')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('made with other sources') });
    writeFileSync(path.join(directory, 'fine.json'), committed(() => ({ policy: 'count-orders-once', modelHash: 'f'.repeat(64) })));
    const fine = await run('explain fine.json');
    expect(fine.exitCode).toBe(1);
    expect(fine.out).toMatch(/There is nothing to explain/);
  });

  test('--help', async () => {
    await expect((await run('explain --help')).out).toMatchFileSnapshot(golden('help.txt'));
  });

  test.each([
    ['explain', /missing required argument/], ['explain nowhere.json', /There is no such file/], ['explain a.json --forks many', /--forks/],
    ['explain a.json --forks 100000', /--forks/], ['explain a.json --export svg', /unknown export format 'svg'/],
    ['explain a.json --export itf --html x.html', /--export prints a file for another program/], ['explain a.json --htlm x', /Did you mean '--html'/],
    ['explain a.json --html /dev/null/x.html', /cannot be written/],
  ])('a mistake is named: whatif %s', async (commandLine, what) => {
    const { exitCode, out, errors } = await run(commandLine);
    expect([exitCode, out]).toEqual([2, '']);
    expect(errors).toMatch(what);
    expect(errors).not.toMatch(/^\s+at /m);
  });

  test('a hostile or damaged capsule is a typed error, and writes nothing', async () => {
    const hostile: [string, RegExp][] = [
      [committed(() => ({ scenario: '<script>alert(1)</script>' })), /unknown scenario/],
      [committed(() => ({ expected: { invariant: '../../x', fingerprint: '../../x', step: 1 } })), /ends otherwise/],
      [committed(() => ({ expected: null, also: [] })), /ends otherwise/],
      [committed().slice(0, 500), /truncated/],
      [committed().replace(/"at":(\d+)/, '"at":9$1'), /edited/],
      ['{}', /is no capsule/],
    ];
    for (const [text, what] of hostile) {
      writeFileSync(path.join(directory, 'h.json'), text);
      const { exitCode, out, errors } = await run('explain h.json --html h.html');
      expect([2, 3], `${String(what)}: ${out}`).toContain(exitCode);
      expect([out, errors]).toEqual(['', expect.stringMatching(what)]);
    }
  });
});

describe('a page made of hostile words', () => {
  const { simulation } = tallySimulation();
  const trace = firstRun(({ violations }) => violations[0]?.invariant === 'counted-once');
  const violation = trace.violations[0]!;
  const capsule = capsuleOf(trace, {
    scenario: 't', policy: 'p', profile: 'rough', settings: {}, faults: null, seed: '', modelHash: '', violation,
  });
  const explanation = explainRun(simulation, capsule, trace, violation, { forks: 1 });
  const originOf = (text: string): Origin => ({ scenario: text, origin: text, steps: 1, faults: 1, shrunk: null, replay: text });

  test('has the tags of the page made of harmless words, and no others, in HTML', () => {
    const tags = (page: string): string[] => [...page.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/ (d|x|y|x1|x2)="[^"]*"/g, ''));
    const page = (text: string): string => htmlPage(explanationPage({ ...explanation, violation: { ...violation, invariant: text, evidence: text } }, hostileNarrator(text)), originOf(text), false);
    const harmless = tags(page('harmless words'));
    fc.assert(fc.property(hostileText.filter((text) => text.trim() !== ''), (text) => {
      expect(tags(page(text))).toEqual(harmless);
    }), { numRuns: 40 });
  });

  test('brings no tag, link, mention or fence of its own into Markdown', () => {
    fc.assert(fc.property(hostileText, (text) => {
      const page = markdownPage(explanationPage({ ...explanation, violation: { ...violation, invariant: text, evidence: text } }, hostileNarrator(text)), originOf(text), false);
      const outside = page.replace(/^```[\s\S]*?^```$/gm, '').replace(/^Fingerprint: .*$/m, '');
      expect([...outside.matchAll(/<[^>]*>/g)].map(([tag]) => tag)).toEqual(['<details>', '<summary>', '</summary>', '</details>']);
      expect(outside).not.toMatch(/(?<!\\)[[\]`]|@|:\/\//);
      expect(page.split('\n').filter((line) => line.startsWith('```')).length % 2).toBe(0);
    }), { numRuns: 40 });
  });
});
