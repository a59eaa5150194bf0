import { describe, expect, test } from 'vitest';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';

const directory = temporaryDirectory();
const check = (words: string): ReturnType<typeof transcript> => transcript(`check ${words}`, directory);

async function checkJson(words: string): Promise<Record<string, unknown>> {
  return JSON.parse((await check(`${words} --json`)).out) as Record<string, unknown>;
}

describe('whatif check --reduction', () => {
  test('sleep finds the same states and takes fewer steps', async () => {
    expect(await checkJson('classics/paxos --clients 1')).toMatchObject({ reduction: 'none', distinct: 265, generated: 482 });
    expect(await checkJson('classics/paxos --clients 1 --reduction sleep')).toMatchObject({
      reduction: 'sleep', verdict: 'holds', distinct: 265, depth: 14, terminal: 20, complete: true,
    });
  });

  test('por finds the same verdicts, and says that a counterexample may have more steps', async () => {
    const { out } = await check('classics/single-copy-register --servers 2 --reduction por');
    expect(out).toMatch(/linearizable is broken with 0 faults, after \d+ steps/);
    expect(out).toContain('perhaps not the fewest');
    expect(await checkJson('classics/paxos --clients 1 --reduction por')).toMatchObject({ verdict: 'holds', terminal: 20, complete: true });
  });

  test('por that ends early is sure of nothing', async () => {
    expect(await checkJson('classics/paxos --reduction por --max-states 1000')).toMatchObject({ verdict: 'unknown', complete: false, faults: null });
  });

  test('is for one worker, and has three names', async () => {
    expect((await check('classics/paxos --reduction sleep --workers 2')).errors).toContain('for one worker');
    expect((await check('classics/paxos --reduction sleep --timing ranges')).errors).toContain('--timing ranges');
    expect((await check('classics/paxos --reduction slep')).errors).toContain('sleep');
  });
});
