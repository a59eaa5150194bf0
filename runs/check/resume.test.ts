import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';

const directory = temporaryDirectory();
const SAVED = path.join('out', 'classics', 'abd-register', 'unfinished.search');

async function check(words: string): Promise<{ exitCode: number; out: string; errors: string }> {
  return transcript(`check ${words}`, directory);
}

async function checkJson(words: string): Promise<Record<string, unknown>> {
  return JSON.parse((await check(`${words} --json`)).out) as Record<string, unknown>;
}

/** Everything but times, and what one engine learned and the other did not. */
function counted({ seconds: _, handlerRuns: _runs, bytes: _bytes, saved: _saved, ...counts }: Record<string, unknown>): object {
  return counts;
}

describe('whatif check --resume', () => {
  test('goes on, from wherever a search was interrupted, to the report of one that was not', async () => {
    const whole = await checkJson('classics/abd-register');
    expect(whole).toMatchObject({ distinct: 544, complete: true, saved: null });
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 3, max: 540 }), { minLength: 1, maxLength: 3 }), async (points) => {
      let first = true;
      for (const states of [...new Set(points)].sort((left, right) => left - right)) {
        const object = await checkJson(`${first ? 'classics/abd-register' : `--resume ${SAVED}`} --max-states ${states}`);
        expect(object).toMatchObject({ verdict: 'unknown', ending: 'states', distinct: states, saved: SAVED });
        first = false;
      }
      expect(counted(await checkJson(`--resume ${SAVED}`))).toEqual(counted(whole));
    }), { numRuns: 4 });
  });

  test('is what the report says to do next', async () => {
    const { out } = await check('classics/abd-register --max-states 100');
    expect(out).toContain(`Go on with the search:\n  npx whatif check --resume ${SAVED}\n`);
    expect(out).toContain('Verdict: unknown');
    expect((await check(`--resume ${SAVED}`)).out).toContain('linearizable holds in every execution (544 states)');
  });

  test('Ctrl-C saves what there is', async () => {
    let interrupt = (): void => undefined;
    const running = transcript('check classics/two-phase-commit --rms 9 --json', directory, {
      onInterrupt: (stop) => {
        interrupt = stop;
        setTimeout(() => interrupt(), 150);
        return () => undefined;
      },
    });
    const object = JSON.parse((await running).out) as Record<string, unknown>;
    expect(object).toMatchObject({ verdict: 'unknown', ending: 'stopped', saved: expect.stringMatching(/unfinished\.search$/) as string });
    const further = await checkJson(`--resume ${String(object['saved'])} --max-states ${Number(object['distinct']) + 1000}`);
    expect(further).toMatchObject({ ending: 'states', distinct: Number(object['distinct']) + 1000 });
  });

  test('refuses a file that is not whole, not its own, or of another model, and says which', async () => {
    await check('classics/abd-register --max-states 100');
    const bytes = readFileSync(path.join(directory, SAVED));
    const end = bytes.indexOf('\n');
    const head = bytes.subarray(0, end).toString();
    const other = (text: string): Buffer => Buffer.concat([Buffer.from(text), bytes.subarray(end)]);
    const edited = Buffer.from(bytes);
    edited[bytes.length - 3]! ^= 1;
    const files: readonly (readonly [Buffer | string, string])[] = [
      [bytes.subarray(0, bytes.length - 40), 'is truncated'], [bytes.subarray(0, 60), 'is no search'], ['', 'is no search'],
      ['{"format":"whatif capsule","version":3}\n', 'is no search'], [edited, 'was changed after it was written'],
      [other(head.replace(/"modelHash":"[0-9a-f]{8}/, '"modelHash":"00000000')), 'of another model: 00000000'],
      [other(head.replace('"version":1', '"version":2')), 'format version 2'],
    ];
    for (const [content, said] of files) {
      writeFileSync(path.join(directory, 'bad.search'), content);
      const { exitCode, out, errors } = await check('--resume bad.search');
      expect([exitCode, out]).toEqual([2, '']);
      expect(errors).toContain(said);
    }
    expect((await check('--resume nowhere.search')).errors).toContain('There is no such file');
  });

  test('takes limits alone: what is searched stands in the file', async () => {
    await check('classics/abd-register --max-states 100');
    for (const words of ['classics/paxos', '--clients 3', '--faults crash', '--workers 2', '--invariant linearizable']) {
      expect(await check(`${words} --resume ${SAVED}`)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('cannot be given with --resume') as string });
    }
    expect(await check(`--resume ${SAVED} --max-states 50`)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('which is more than') as string });
  });
});
