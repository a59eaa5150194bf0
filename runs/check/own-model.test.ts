import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../build/model-hash.js';
import { temporaryDirectory, transcript, withoutTimes } from '../cli/test-surroundings.js';

const directory = temporaryDirectory();
const LAMP = path.join(projectRoot, 'models', 'classics', 'lamp.ts');

describe('a model of one\'s own', () => {
  test('is checked as models/README.md shows it', async () => {
    const page = readFileSync(path.join(projectRoot, 'models', 'README.md'), 'utf8');
    expect(page).toContain(`\`\`\`ts\n${readFileSync(LAMP, 'utf8')}\`\`\``);
    const { exitCode, out } = await transcript(`check ${LAMP}`, directory);
    expect(exitCode).toBe(0);
    expect(withoutTimes(page)).toContain(`$ npx whatif check models/classics/lamp.ts\n${withoutTimes(out)}\`\`\``);
  });

  test('has capsules that are replayed, and named by the path from the project', async () => {
    const { properties } = JSON.parse((await transcript(`check ${LAMP} --json`, directory)).out) as { properties: { capsule: string }[] };
    expect(properties[0]!.capsule).toMatch(/^out\/models\/classics\/lamp\.ts\/both-up-is-off-[0-9a-f]{8}-untimed\.capsule\.json$/);
    expect(await transcript(`replay ${properties[0]!.capsule}`, directory)).toMatchObject({ exitCode: 0, errors: '' });
  });

  test.each([
    ['nowhere.ts', null, 'There is no file'],
    ['broken.mjs', 'export default {', 'cannot be loaded'],
    ['empty.mjs', 'export default { invariants: [] };', 'has no model to check'],
  ])('%s is refused, with what is wrong', async (name, content, said) => {
    if (content !== null) writeFileSync(path.join(directory, name), content);
    const { exitCode, out, errors } = await transcript(`check ${name}`, directory);
    expect([exitCode, out]).toEqual([2, '']);
    expect(errors).toContain(said);
  });

  test('that throws is a finding about the model, as JSON too: exit 1', async () => {
    const file = path.join(directory, 'throwing.mjs');
    writeFileSync(file, `export default {
      model: { name: 'throwing', kinds: {}, statements: {}, actions: {}, durations: {}, stimuli: [], faults: () => [], transport: () => 'reliable',
        begin() { throw new Error('no world'); } },
      invariants: [],
    };`);
    const { exitCode, out, errors } = await transcript(`check ${file} --json`, directory);
    expect(exitCode).toBe(1);
    expect(errors).toContain('The model is at fault: the beginning of throwing threw Error: no world');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'unknown', complete: false, ending: 'model fault', modelFault: { handler: 'the beginning of throwing' }, exitCode: 1,
    });
  });
});
