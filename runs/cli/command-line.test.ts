import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import stringWidth from 'string-width';
import { scenarios as faultyScenarios } from '../campaign/faulty-scenarios.fixture.js';
import { temporaryDirectory, transcript, withoutTimes } from './test-surroundings.js';

const directory = temporaryDirectory();
const run = (commandLine: string): ReturnType<typeof transcript> => transcript(commandLine, directory);
const golden = (name: string): string => path.join(import.meta.dirname, 'golden', name);
const faulty = {
  scenarios: faultyScenarios,
  scenariosModule: pathToFileURL(path.join(import.meta.dirname, '../campaign/faulty-scenarios.fixture.ts')).href,
};

describe('help and list say the same as ever', () => {
  test.each([
    ['help.txt', '--help'], ['help.txt', ''], ['help-run.txt', 'run --help'], ['help-replay.txt', 'replay --help'],
    ['help-list.txt', 'list --help'], ['help-ci.txt', 'ci --help'], ['help-merge.txt', 'merge --help'], ['help-shrink.txt', 'shrink --help'], ['help-compare.txt', 'compare --help'], ['list.txt', 'list'], ['list.json', 'list --json'],
  ])('%s: whatif %s', async (file, commandLine) => {
    const { exitCode, out, errors } = await run(commandLine);
    expect([exitCode, errors]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot(golden(file));
  });
});

describe('a mistake is named, with what is valid and what is nearest', () => {
  test.each([
    'rum', 'run --hlep', 'list --jsn', 'run example-conter', 'run --policy count-request', 'run --profile losy',
    'run --invariant an-order-is-counted-at-most-twice', 'run --faults lost-repy', 'run --faults ,', 'run --set clientTimeot=3s',
    'run --set clientTimeout', 'run --set clientTimeout=3', 'run --set clientTimeout=3h', 'run --seeds many', 'run --seeds 0',
    'run --for 3', 'run --for 1us', 'run --workers 0', 'run --seeds', 'run one two', 'run --seed ', 'replay', 'replay nowhere.json',
    'replay nowhere.json --export mermid', 'replay nowhere.json --export itf --json',
    'run --out /dev/null/out',
  ])('whatif %s', async (commandLine) => {
    const { exitCode, out, errors } = await run(commandLine);
    expect([exitCode, out]).toEqual([2, '']);
    await expect(`$ whatif ${commandLine}\n${errors.replaceAll(directory, '.')}`)
      .toMatchFileSnapshot(golden(`mistake-${commandLine.trim().replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.txt`));
  });
});

describe('whatif run', () => {
  const example = 'run example-counter --seed golden --workers 1';

  test('shows what was run, checked and found, and how to see it again', async () => {
    const { exitCode, out, errors } = await run(`${example} --seeds 200`);
    expect([exitCode, errors]).toEqual([0, '']);
    const story = /\nstep +time\n[\s\S]*?\n\n/;
    expect(out).toMatch(story);
    expect(out.match(story)![0].split('\n').length).toBeGreaterThan(6);
    // Hashes and stories change with the model; the frame does not.
    await expect(withoutTimes(out).replace(story, '\n(the story)\n\n').replace(/[0-9a-f]{8,16}/g, 'HASH')).toMatchFileSnapshot(golden('run.txt'));
  });

  test('--json prints one object, of a known shape', async () => {
    const { exitCode, out, errors } = await run(`${example} --seeds 200 --json`);
    expect([exitCode, errors]).toEqual([0, '']);
    const object = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(object).slice(0, 12)).toEqual([
      'verdict', 'scenario', 'policy', 'runs', 'events', 'eventsPerSecond', 'seconds', 'simulatedHours', 'violations', 'invariants',
      'reached', 'hash',
    ]);
    expect(object).toMatchObject({
      verdict: 'violated', scenario: 'example-counter', policy: 'count-requests', runs: 200, exitCode: 0,
      violations: [{
        invariant: 'an order is counted at most once', seed: expect.stringMatching(/^golden-\d+$/), steps: expect.any(Number),
        faults: expect.any(Number), fingerprint: expect.any(String), capsule: expect.stringMatching(/^out\/.*\.capsule\.json$/),
      }],
      invariants: [
        { name: 'an order is counted at most once', tested: expect.any(Number), violated: expect.any(Number) },
        { name: 'every order is counted in the end', tested: 200, violated: 0 }, { name: 'the world comes to rest', tested: 200, violated: 0 },
      ],
      reached: expect.arrayContaining([{ name: 'an order was sent again', count: expect.any(Number) }]),
      hash: expect.stringMatching(/^[0-9a-f]{16}$/), seeds: { seed: 'golden', single: false, count: 200 },
    });
  });

  test('gives one hash for one and two workers', async () => {
    const hashes = await Promise.all(['1', '2'].map(async (workers) =>
      (JSON.parse((await run(`run --seed same --seeds 40 --json --workers ${workers}`)).out) as { hash: string }).hash));
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('a seed that a campaign named is run alone, and told though it passes', async () => {
    const { exitCode, out } = await run('run --policy count-orders-once --seed golden-3 --seeds 1 --story');
    expect(exitCode).toBe(0);
    expect(out).toContain('Drawn for this run: faults');
    expect(out).toMatch(/The run of seed golden-3:\nstep +time\n/);
    expect(out).toMatch(/Verdict: unknown, as expected: no violation\./);
  });

  test('never says that an invariant holds: it gives a bound', async () => {
    const { exitCode, out } = await run('run --policy count-orders-once --seed golden --seeds 300');
    expect(exitCode).toBe(0);
    expect(out).toContain('at 95 % confidence fewer than 1.0 % of the runs of profile lossy have one');
    const { out: json } = await run('run --policy count-orders-once --seed golden --seeds 300 --json');
    expect(JSON.parse(json)).toMatchObject({ verdict: 'unknown', bound: 0.01, violations: [] });
  });

  test('an expected violation that is not found is not reproduced: exit 1', async () => {
    const { exitCode, out } = await run('run --profile calm --seed golden --seeds 20');
    expect(exitCode).toBe(1);
    expect(out).toContain('Verdict: unknown (exit 1), not reproduced: an order is counted at most once.');
    expect(out).toContain('Vacuous, since no run put it to the test: an order is counted at most once.');
    expect(out).toContain('Goals never reached: an order was sent again.');
  });

  test('--invariant leaves the others out of the verdict', async () => {
    const { exitCode, out } = await run('run --invariant every-order-is-counted-in-the-end --seed golden --seeds 200');
    expect(exitCode).toBe(0);
    expect(out).not.toContain('an order is counted at most once');
  });

  test('--faults lets a kind strike that the profile does not have', async () => {
    const { out } = await run('run --faults crash --seed golden --seeds 300 --json');
    expect((JSON.parse(out) as { reached: { name: string }[] }).reached.map(({ name }) => name)).toContain('a shop crashed');
  });

  test('a fault of the model is reported with its handler and steps: exit 1', async () => {
    const { exitCode, out } = await transcript('run throws --seed golden --seeds 200', directory, faulty);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/The model is at fault: statement misdeed \(in \d+ runs, such as seed golden-\d+\)\nstatement misdeed threw TypeError: eve/);
    expect(out).toMatch(/\n +\d+ {2}shop order {2}\(at /);
    expect(out).toMatch(/Run it alone: npx whatif run throws --policy count-requests --profile lossy --seed golden-\d+ --seeds 1 --story/);
  });

  test.each([
    ['no-canary', /harness broken \(exit 3\), the canary, a violation that is known to be there, was not found in 20 seeds/],
    ['unstable', /harness broken \(exit 3\), seed golden-\d+ came out differently/],
  ])('a broken harness concludes nothing: %s, exit 3', async (scenario, reason) => {
    const { exitCode, out } = await transcript(`run ${scenario} --seed golden --seeds 30`, directory, faulty);
    expect(exitCode).toBe(3);
    expect(out).toMatch(reason);
  });

  test('fits into 60 columns', async () => {
    const narrow = { terminal: { isTty: true, columns: 60, hasColor: false } };
    for (const commandLine of [`${example} --seeds 200`, 'list', 'run --help', 'run --seed golden-3 --seeds 1 --story']) {
      const { out } = await transcript(commandLine, directory, narrow);
      const wide = out.split('\n').filter((line) => stringWidth(line) > 60);
      // A path or command that is broken cannot be copied.
      expect(wide.filter((line) => !/\.capsule\.json$|^ {2}whatif /.test(line))).toEqual([]);
    }
  });
});

describe('whatif replay', () => {
  test('replays what run wrote, tells it, and shows the world at a step', async () => {
    const { out: report } = await run('run --seed golden --seeds 200 --workers 1');
    const command = /npx whatif (replay \S+)/.exec(report)![1]!;
    const replayed = await run(command);
    expect(replayed).toMatchObject({ exitCode: 0, errors: '' });
    expect(replayed.out).toMatch(/The run fails as recorded: an order is counted at most once is violated at step \d+ of \d+\./);
    expect(JSON.parse((await run(`${command} --json`)).out)).toMatchObject({ matches: true, violation: { invariant: 'an order is counted at most once' } });
    expect((await run(`${command} --step 0`)).out).toContain('shop');
    expect(await run(`${command} --step 9999`)).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/The run has no step 9999: .*\nGive --step a number from 0 to \d+\./) });
  });

  test('--export prints the run in the format, and nothing else', async () => {
    const { out: report } = await run('run --seed golden --seeds 200 --workers 1');
    const command = /npx whatif (replay \S+)/.exec(report)![1]!;
    const firstLines = { mermaid: 'sequenceDiagram', perfetto: '{"displayTimeUnit":"ms"', shiviz: '(?<event>.*)', itf: '{"#meta":{"format":"ITF"' };
    for (const [format, start] of Object.entries(firstLines)) {
      const exported = await run(`${command} --export ${format}`);
      expect(exported).toMatchObject({ exitCode: 0, errors: '' });
      expect(exported.out.startsWith(start), format).toBe(true);
      if (format === 'perfetto' || format === 'itf') JSON.parse(exported.out);
    }
  });

  test('a capsule with a damaged step is a typed error, never a pass', async () => {
    const { out } = await run('run --seed golden --seeds 200 --json');
    const { capsule } = (JSON.parse(out) as { violations: { capsule: string }[] }).violations[0]!;
    const { writeFileSync } = await import('node:fs');
    const text = readFileSync(path.join(directory, capsule), 'utf8');
    writeFileSync(path.join(directory, 'edited.json'), text.replace(/"at":(\d+)/, '"at":1$1'));
    expect(await run('replay edited.json')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('edited') });
    writeFileSync(path.join(directory, 'cut.json'), text.slice(0, 300));
    expect(await run('replay cut.json')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('truncated') });
  });
});
