import { describe, expect, test } from 'vitest';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';

const directory = temporaryDirectory();
const check = (words: string): ReturnType<typeof transcript> => transcript(`check ${words}`, directory);

async function checkJson(words: string): Promise<Record<string, unknown>> {
  return JSON.parse((await check(`${words} --json`)).out) as Record<string, unknown>;
}

describe('whatif check', () => {
  test('says that a property holds, and in how many states', async () => {
    const { exitCode, out, errors } = await check('classics/two-phase-commit --rms 3');
    expect([exitCode, errors]).toEqual([0, '']);
    expect(out).toContain('consistent holds in every execution (288 states).');
    expect(out).toContain('all committed can happen with 0 faults, after 10 steps.');
    expect(out).toContain('Verdict: holds.');
  });

  test('tells a counterexample with the fewest steps, expected or not', async () => {
    const { exitCode, out } = await check('classics/single-copy-register --servers 2');
    expect(exitCode).toBe(0);
    expect(out).toContain('linearizable is broken with 0 faults, after 4 steps');
    expect(out).toMatch(/step\n +1 {2}user-\d tells server-\d: Put/);
    expect(out).toContain('Verdict: violated, as expected.');
  });

  test('writes a capsule for each broken property, which replays without the search, step by step', async () => {
    const { out } = await check('classics/single-copy-register --servers 2');
    const capsule = /Replay it:\n {2}npx whatif replay (out\/classics\/single-copy-register\/linearizable-[0-9a-f]{8}-untimed\.capsule\.json)\n$/.exec(out)![1]!;
    const replayed = await transcript(`replay ${capsule}`, directory);
    expect(replayed).toMatchObject({ exitCode: 0, errors: '' });
    expect(replayed.out).toContain('classics/single-copy-register, servers 2, clients 2, network unordered, lossy no, found by a check: 4 steps, 0 faults');
    expect(replayed.out).toMatch(/step\n +1 {2}user-1 tells server-1: Put/);
    expect(replayed.out).toContain('The run fails as recorded: linearizable is violated at step 4 of 4.');
    const world = await transcript(`replay ${capsule} --step 2`, directory);
    expect(world.out).toMatch(/^after step 2\n[^]*since step 2 {2}message: user-1 tells server-0/);
    expect(JSON.parse((await transcript(`replay ${capsule} --json`, directory)).out)).toMatchObject({
      matches: true, mode: 'untimed', timing: 'free', workload: 'servers 2, clients 2, network unordered, lossy no', violation: { invariant: 'linearizable', step: 4 },
    });
    const { properties } = await checkJson('classics/single-copy-register --servers 2') as { properties: object[] };
    expect(properties[0]).toMatchObject({ name: 'linearizable', verdict: 'violated', capsule, fingerprint: expect.stringMatching(/^linearizable/) as string });
  });

  test('counts what a lossy network does', async () => {
    expect(await checkJson('classics/ping-pong --max 1')).toMatchObject({ verdict: 'holds', distinct: 14, generated: 21, depth: 6, complete: true });
  });

  test('prints one object, of a known shape', async () => {
    const object = await checkJson('classics/abd-register');
    expect(object).toMatchObject({
      verdict: 'holds', scenario: 'classics/abd-register', distinct: 544, generated: 875, depth: 25, faults: null, complete: true, exitCode: 0,
      properties: [{ name: 'linearizable', verdict: 'holds' }, { name: 'value chosen', verdict: 'met', faults: 0, steps: 11 }],
    });
    expect(typeof object['seconds']).toBe('number');
  });

  test('gives the path of what was decided, as data', async () => {
    const { properties } = await checkJson('classics/increment') as { properties: { path: { event: { action: string; parameter: string } }[] }[] };
    expect(properties[0]!.path.map(({ event: { action, parameter } }) => `${action} ${parameter}`)).toEqual([
      'read thread-0', 'read thread-1', 'write thread-0', 'write thread-1',
    ]);
  });

  test('judges what must come in the end, and says what it assumes', async () => {
    const { exitCode, out } = await check('classics/async-termination-detection --nodes 2 --pending 1');
    expect(exitCode).toBe(0);
    expect(out).toContain('live holds in every execution (17 states).');
    expect(out).toContain('it is assumed that every pending event');
  });

  test('never says that a property holds when it did not search everything', async () => {
    const { exitCode, out } = await check('classics/two-phase-commit --rms 5 --max-states 1000');
    expect(exitCode).toBe(0);
    expect(out).toContain('--max-states is reached');
    expect(out).toContain('Verdict: unknown.');
    expect(out).not.toContain(' holds ');
    expect(await checkJson('classics/two-phase-commit --rms 9 --max-memory 1MB')).toMatchObject({ verdict: 'unknown', ending: 'memory', complete: false });
    expect(await checkJson('classics/two-phase-commit --rms 12 --for 200ms')).toMatchObject({ verdict: 'unknown', ending: 'stopped' });
  });

  test('--invariant leaves all others out', async () => {
    const { properties } = await checkJson('classics/single-copy-register --servers 2 --invariant Linearizable') as { properties: object[] };
    expect(properties).toMatchObject([{ name: 'linearizable', verdict: 'violated', steps: 4 }]);
  });

  test('--strategy dfs says that its counterexamples may be longer', async () => {
    const { exitCode, out } = await check('classics/single-copy-register --servers 2 --strategy dfs');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/with the fewest faults \(0\) and in \d+ steps, perhaps not the fewest:/);
    expect(await checkJson('classics/two-phase-commit --rms 4 --strategy dfs')).toMatchObject({ verdict: 'holds', distinct: 1_568, strategy: 'dfs' });
  });

  test('stop-vs-start has its own kinds of fault, and no parameters', async () => {
    expect(await checkJson('stop-vs-start --max-states 3000')).toMatchObject({
      scenario: 'stop-vs-start', verdict: 'unknown', workload: '2 requests and 0 guest events for 1 instance on 2 sleds with 1 Nexus, which has recovered its sagas before',
    });
  });

  test('the bound on VMMs is part of the workload that a verdict names, where it cuts anything', async () => {
    const workload = async (words: string): Promise<unknown> => (await checkJson(`${words} --max-states 200 --max-faults 0`))['workload'];
    expect(await workload('')).toBe('4 requests and 1 guest event for 1 instance on 2 sleds with 2 Nexus, and at most 3 VMMs');
    expect(await workload('--vmms 4')).toBe('4 requests and 1 guest event for 1 instance on 2 sleds with 2 Nexus');
    expect(await workload('--requests 2 --vmms 1')).toContain(', and at most 1 VMM');
    expect(await workload('--vmms 4 --restarts 1')).toContain(', and at most 1 restart of each process');
  });

  test('searches omicron-4226 with a small workload, and says how far it got', async () => {
    const object = await checkJson('--requests 1 --guest-events 0 --sleds 1 --nexus 1 --max-states 20000');
    expect(object).toMatchObject({
      scenario: 'omicron-4226', verdict: 'violated', distinct: 20_000, complete: false, workload: '1 request and 0 guest events for 1 instance on 1 sled with 1 Nexus',
    });
    // Worlds at rest are judged in what was found: a Nexus that starts runs a saga again that it has only just created.
    const { properties } = object as { properties: { name: string; verdict: string }[] };
    expect(properties.find(({ name }) => name === 'charges match instances')).toMatchObject({ verdict: 'violated', faults: 0, capsule: expect.stringContaining('charges-match-instances') as string });
    expect(properties.filter(({ verdict }) => verdict === 'holds')).toEqual([]);
  });

  test('searches only the orders that durations allow', async () => {
    const words = '--requests 1 --guest-events 0 --sleds 1 --nexus 1 --max-states 3000 --timing ranges';
    expect(await checkJson(words)).toMatchObject({ timing: 'ranges', complete: false, distinct: 3000 });
    expect(await checkJson('classics/two-phase-commit --rms 3 --timing ranges')).toMatchObject({ verdict: 'holds', distinct: 288 });
    expect((await check('classics/two-phase-commit --rms 3 --timing ranges')).out).toContain('in the orders that nominal durations allow.');
  });

  test.each(['--workers 2', '--reduction sleep', '--symmetry'])('refuses %s where durations order events', async (words) => {
    const { errors, exitCode } = await check(`stop-vs-start --timing ranges ${words}`);
    expect(errors).toMatch(/does not go with --timing ranges|cannot be searched with --symmetry/);
    expect(exitCode).toBe(2);
  });

  test.each([
    ['classics/paxso', "Did you mean 'classics/paxos'?"], ['classics/paxos --rms 3', 'has no parameter --rms'],
    ['classics/two-phase-commit --rms 0', '--rms'], ['--timing range', "Did you mean 'ranges'?"], ['--max-memory lots', 'no amount of memory'],
    ['--faults lost-repy', 'lost-reply'], ['classics/paxos --invariant linearisable', 'linearizable'], ['stop-vs-start --requests 3', 'has no parameter --requests'], ['--policy 2024', 'policy'], ['classics/paxos --network odd', '--network'],
    ['--symmetry', 'a dead one keeps those after it from being told'], ['classics/paxos --strategy dsf', "Did you mean 'dfs'?"], ['classics/paxos --strategy dfs --workers 2', 'does not go with --workers'],
  ])('names the mistake in: %s', async (words, said) => {
    const { exitCode, out, errors } = await check(words);
    expect([exitCode, out]).toEqual([2, '']);
    expect(errors).toContain(said);
  });
});
