import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../build/model-hash.js';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';

const directory = temporaryDirectory();
const check = (words: string): ReturnType<typeof transcript> => transcript(`check ${words}`, directory);

async function checkJson(words: string): Promise<{ goal: object; workload: string; properties: { capsule: string }[] }> {
  return JSON.parse((await check(`${words} --json`)).out) as { goal: object; workload: string; properties: { capsule: string }[] };
}

const stuck = path.join(projectRoot, 'runs', 'regressions', 'sagas-come-to-their-end-355c6fdc.shrunk.capsule.json');

describe('whatif check --goal', () => {
  test('ends with the first execution that does it, and says that fewer faults do not', async () => {
    const { exitCode, out } = await check('classics/single-copy-register --servers 2 --goal linearizable');
    expect(exitCode).toBe(0);
    expect(out).toContain('Fewest faults: "linearizable" can be brought about with 0 faults, and fewer there cannot be.');
    expect(out).toMatch(/Replay it:\n {2}npx whatif replay out\/classics/);
  });

  test('takes what a capsule tells, and shows that its run has the fewest faults for what was asked for in it', async () => {
    const { goal, workload } = await checkJson(`--goal ${stuck}`);
    expect(goal).toEqual({ fingerprint: 'sagas come to their end / saga_create', faults: 1, proven: true, excluded: 0 });
    expect(workload).toContain("1 request and 0 guest events for 1 instance on 2 sleds with 2 Nexus: what the capsule's run was asked for");
    expect((await check(`--goal ${stuck}`)).out).toContain('The run of the capsule has 1 fault: that is the fewest.');
  });

  test('finds what shows at rest alone, layer by layer; its capsule replays', async () => {
    const { goal, properties } = await checkJson(`--goal ${stuck} --faults crash --max-faults 1`);
    expect(goal).toMatchObject({ faults: 1, proven: true, excluded: 0 });
    const { exitCode, out } = await transcript(`replay ${properties[0]!.capsule}`, directory);
    expect([exitCode, out]).toEqual([0, expect.stringContaining('The run fails as recorded: sagas come to their end is violated at step ')]);
    // The capsule of an execution is a goal, too.
    expect((await checkJson(`--goal ${properties[0]!.capsule}`)).goal).toMatchObject({ faults: 1, proven: true, excluded: 0 });
  });

  test('says that nothing is known when it was ended before its time', async () => {
    const { goal } = await checkJson(`--goal ${stuck} --max-states 500`);
    expect(goal).toMatchObject({ faults: 1, proven: false, excluded: null });
  });

  test.each([
    ['--goal no-such-fingerprint', 'is neither a file nor how a fingerprint'], ['--goal a', 'may be a fingerprint of'], ['--goal nowhere.json', 'cannot be read'],
    [`stop-vs-start --goal ${stuck}`, 'cannot be given with the capsule'], [`--goal ${stuck} --requests 2`, '--requests cannot be given'],
    ['--goal healthy --symmetry', '--symmetry does not go with --goal'], ['--goal healthy --workers 2', '--workers does not go with --goal'],
  ])('names the mistake in: %s', async (words, said) => {
    const { exitCode, errors } = await check(words);
    expect(exitCode).toBe(2);
    expect(errors).toContain(said);
  });
});
