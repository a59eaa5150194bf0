/** What shows at rest or never comes has a story and a capsule, which replays: worlds at rest, stems with a loop, late events. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../build/model-hash.js';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';
import { checksumOf } from '../../sim/reproduce/capsule.js';
import type { UntimedCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { capsuleText } from '../../sim/reproduce/capsule-text.js';

const directory = temporaryDirectory();
const LAMP = path.join(projectRoot, 'runs', 'check', 'lamp.fixture.ts');

interface Checked {
  readonly properties: readonly { readonly name: string; readonly verdict: string; readonly capsule: string | null; readonly waitingForEver: readonly object[] }[];
}

async function checkJson(words: string): Promise<Checked> {
  return JSON.parse((await transcript(`check ${words} --json`, directory)).out) as Checked;
}

function capsuleOf({ properties }: Checked, property: string): string {
  return properties.find(({ name }) => name === property)!.capsule!;
}

describe('what a check finds at the end of executions', () => {
  test('every counterexample of an existing instance replays, those with a late event, too', async () => {
    const { properties } = await checkJson('existing-instance --max-faults 1 --faults late');
    const broken = properties.filter(({ verdict }) => verdict === 'violated');
    expect(broken.map(({ name }) => name)).toEqual(expect.arrayContaining(['a healthy VM is never marked Failed', 'no wedge', 'the database comes to agree with the sleds']));
    for (const { name, capsule } of broken) {
      const { exitCode, out } = await transcript(`replay ${capsule!}`, directory);
      expect([name, exitCode, out.includes(`The run fails as recorded: ${name} is violated`)]).toEqual([name, 0, true]);
    }
    expect(broken.find(({ name }) => name === 'no wedge')!.waitingForEver).toHaveLength(1);
  });

  test('calls that wait for ever at rest are listed, with how often', async () => {
    const { out } = await transcript('check existing-instance --max-faults 0', directory);
    expect(out).toMatch(/At rest, and waiting for ever \(1 call without a time-out\):\n {2}sled-1 waits for instance-1\/vmm-1 to answer\s+instance_state_monitor: in \d of 8 states at rest,\s+with 0 faults at least/);
  });

  test('a loop is told as one, and replays', async () => {
    const { out } = await transcript(`check ${LAMP}`, directory);
    expect(out).toContain('lit for good is broken with 0 faults, after 0 steps: it: 2 steps go round for ever (action flip).');
    const capsule = capsuleOf(await checkJson(LAMP), 'lit for good');
    expect((await transcript(`replay ${capsule}`, directory)).out).toContain('The run fails as recorded: lit for good is violated at step 2 of 2.');
  });

  test('a capsule whose loop is none is refused', async () => {
    const file = path.join(directory, capsuleOf(await checkJson(LAMP), 'lit for good'));
    const { checksum: _, ...body } = JSON.parse(readFileSync(file, 'utf8')) as UntimedCapsule;
    const changed = { ...body, lasso: { ...body.lasso!, stem: 1 } };
    writeFileSync(file, capsuleText({ ...changed, checksum: checksumOf(changed) }));
    const { exitCode, errors } = await transcript(`replay ${file}`, directory);
    expect(exitCode).toBe(3);
    expect(errors).toContain('it has paid for good');
  });
});
