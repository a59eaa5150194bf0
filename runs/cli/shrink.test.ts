import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checksumOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { capsuleText } from '../../sim/reproduce/capsule-text.js';
import { temporaryDirectory, transcript } from './test-surroundings.js';

const directory = temporaryDirectory();
const run = (commandLine: string): ReturnType<typeof transcript> => transcript(commandLine, directory);
let capsule = '';

beforeAll(async () => {
  const { out } = await run('run example-counter --seed golden --seeds 200 --workers 1 --json');
  capsule = (JSON.parse(out) as { violations: { capsule: string }[] }).violations[0]!.capsule;
});

/** The same run, as if other sources had made it. */
function ofAnotherModel(file: string, change: (draft: Capsule) => Capsule = (draft) => draft): string {
  const draft = change({ ...(JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as Capsule), modelHash: 'a'.repeat(64) });
  writeFileSync(path.join(directory, 'other.capsule.json'), capsuleText({ ...draft, checksum: checksumOf(draft) }));
  return 'other.capsule.json';
}

describe('whatif shrink', () => {
  test('writes a smaller run beside the capsule, tells it, and it replays strictly', async () => {
    const { exitCode, out, errors } = await run(`shrink ${capsule}`);
    expect([exitCode, errors]).toEqual([0, '']);
    expect(out).toMatch(/It took 1 fault, 1 request and \d+ steps \(before: /);
    const shrunk = /npx whatif replay (\S+)/.exec(out)![1]!;
    expect(shrunk).toBe(capsule.replace('.capsule.json', '.shrunk.capsule.json'));
    expect((await run(`replay ${shrunk}`)).out).toContain('The run fails as recorded: an order is counted at most once');
  });

  test('--json prints what was found, and what it took', async () => {
    const { out } = await run(`shrink ${capsule} --json --out small`);
    expect(JSON.parse(out)).toEqual({
      capsule: expect.stringMatching(/^small\/.*\.shrunk\.capsule\.json$/), fingerprint: expect.stringContaining('an order is counted at most once'),
      faults: 1, requests: 1, steps: expect.any(Number), tried: expect.any(Number), seconds: expect.any(Number),
    });
  });

  test('shrinks a capsule of another model, where it still fails', async () => {
    expect(await run(`shrink ${ofAnotherModel(capsule)} --json`)).toMatchObject({ exitCode: 0, errors: '' });
  });

  test('says when the run does not fail any more', async () => {
    const { exitCode, out } = await run(`shrink ${ofAnotherModel(capsule, (draft) => ({ ...draft, policy: 'count-orders-once' }))}`);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^There is nothing to shrink\. It /);
  });
});

describe('whatif replay, of a capsule that other sources made', () => {
  test('says that it still fails the same way, and how much was aligned', async () => {
    const file = ofAnotherModel(capsule);
    const { exitCode, out } = await run(`replay ${file}`);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/It still fails the same way: an order is counted at most once \/ .*, at step \d+ \((\d+) of \1 recorded steps aligned\)/);
    expect(JSON.parse((await run(`replay ${file} --json`)).out)).toMatchObject({ matches: true, replay: 'lenient', outcome: 'still fails the same way' });
    expect((await run(`replay ${file} --step 0`)).out).toContain('shop');
  });

  test('never says that it passes on a poor alignment', async () => {
    const file = ofAnotherModel(capsule, (draft) => ({ ...draft, policy: 'count-orders-once' }));
    const { exitCode, out } = await run(`replay ${file} --json`);
    expect(exitCode).toBe(1);
    const { outcome, aligned, of } = JSON.parse(out) as { outcome: string; aligned: number; of: number };
    expect(outcome === 'passes').toBe(aligned === of);
    expect(outcome).not.toBe('still fails the same way');
  });

  test('refuses one that was edited', async () => {
    const file = ofAnotherModel(capsule);
    writeFileSync(path.join(directory, file), readFileSync(path.join(directory, file), 'utf8').replace(/"at":(\d+)/, '"at":1$1'));
    expect(await run(`replay ${file}`)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('edited by hand') as string });
  });
});
