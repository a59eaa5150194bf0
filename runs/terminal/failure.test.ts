import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { HarnessBroken, runMain, UsageError } from './failure.js';

async function outcome(main: () => unknown): Promise<{ text: string; exitCode: number | undefined }> {
  const seen: { text: string; exitCode: number | undefined } = { text: '', exitCode: undefined };
  await runMain(main, { write: (text) => (seen.text += text), setExitCode: (exitCode) => (seen.exitCode = exitCode) });
  // eslint-disable-next-line no-control-regex
  return { ...seen, text: seen.text.replace(/\u001b\[\d+m/g, '') };
}

function failWith(error: unknown): () => never {
  return () => {
    throw error;
  };
}

describe('a command', () => {
  test('that returns a number ends with that exit code and no message', async () => {
    expect(await outcome(() => 1)).toEqual({ text: '', exitCode: 1 });
    expect(await outcome(async () => 0)).toEqual({ text: '', exitCode: 0 });
  });

  test('that returns nothing leaves the exit code alone', async () => {
    expect(await outcome(async () => undefined)).toEqual({ text: '', exitCode: undefined });
  });

  test('that was asked for something impossible ends with 2 and says what, why and what next, without a stack', async () => {
    const error = new UsageError({ what: 'no seeds.', why: '--seeds was 0.', next: 'Give a positive number.' });
    expect(await outcome(failWith(error))).toEqual({
      text: 'error: no seeds.\n--seeds was 0.\nGive a positive number.\n',
      exitCode: 2,
    });
  });

  test('whose harness is broken ends with 3', async () => {
    expect(await outcome(failWith(new HarnessBroken({ what: 'the canary was not found.', next: 'Run `npm test`.' })))).toEqual({
      text: 'harness broken: the canary was not found.\nRun `npm test`.\n',
      exitCode: 3,
    });
  });

  test('that rejects is treated like one that throws', async () => {
    expect((await outcome(async () => failWith(new UsageError({ what: 'x' }))())).exitCode).toBe(2);
  });

  test('that fails in a way nobody foresaw ends with 3, shows where, and asks for a report', async () => {
    const { text, exitCode } = await outcome(failWith(new TypeError('x is not a function')));
    expect(exitCode).toBe(3);
    expect(text).toContain('No verdict was reached');
    expect(text).toContain('TypeError: x is not a function\n    at ');
    expect(text).toContain('This is a bug in whatif');
    expect((await outcome(failWith('just text'))).text).toContain('just text');
  });

  test('that commander refused ends with 2, and one that printed its help with 0; commander has spoken already', async () => {
    expect(await outcome(failWith(new CommanderError(1, 'commander.unknownOption', 'x')))).toEqual({ text: '', exitCode: 2 });
    expect(await outcome(failWith(new CommanderError(0, 'commander.help', 'x')))).toEqual({ text: '', exitCode: 0 });
  });
});

test('the parts of a failure are also its message', () => {
  const error = new HarnessBroken({ what: 'A.', why: 'B.', next: 'C.' });
  expect(error.message).toBe('A. B. C.');
  expect([error.what, error.why, error.next, error.name]).toEqual(['A.', 'B.', 'C.', 'HarnessBroken']);
});
