/** What a model or a property can do wrong, as somebody meets it who checks a model of one's own. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';

const directory = temporaryDirectory();

let models = 0;

/** Checks a model of which `parts` are given; its only action is always pending. */
async function check(name: string, parts: { readonly action?: string; readonly invariant?: string; readonly leadsTo?: string }, words = ''): ReturnType<typeof transcript> {
  // Modules are loaded once: each has a file of its own.
  models += 1;
  const file = path.join(directory, `${name}-${models}.mjs`);
  writeFileSync(file, `
    let outside = 0;
    const counted = (world) => world.get(['variable', 'n']) ?? 0;
    export default {
      model: {
        name: '${name}', kinds: {}, statements: {}, durations: { action: { min: 1, max: 1, shape: 'fixed', mayBeLate: false } }, stimuli: [],
        faults: () => [], transport: () => 'reliable',
        actions: { go(step) { ${parts.action ?? "const n = step.get(['variable', 'n']) ?? 0; if (n >= 3) return false; step.set(['variable', 'n'], n + 1); return true;"} } },
        begin(step) { step.arm({ kind: 'action', action: 'go', parameter: null }, 'action'); },
      },
      invariants: [{ name: 'fine', sentence: '', source: '', antecedent: '', when: 'always', check(world) { ${parts.invariant ?? 'counted(world); return { tested: true, broken: null };'} } }],
      leadsTo: [${parts.leadsTo ?? ''}],
    };`);
  return transcript(`check ${file} ${words}`, directory);
}

const LOOP = 'for (let n = 0; ; n += 1) if (n < 0) break;';

describe('a model that is at fault', () => {
  afterEach(() => {
    delete process.env['WHATIF_HANDLER_SECONDS'];
  });

  test.each([
    ['a handler that goes round for ever', { action: `${LOOP} return true;` }, 'action go does not return: it was ended after 0.3 s'],
    ['a property that goes round for ever', { invariant: `${LOOP}` }, 'invariant fine does not return'],
  ])('%s is ended, and named', async (_, parts, said) => {
    process.env['WHATIF_HANDLER_SECONDS'] = '0.3';
    const { exitCode, errors } = await check('endless', parts);
    expect(exitCode).toBe(1);
    expect(errors).toContain(`The model is at fault: ${said}`);
    expect(errors).toContain('Nothing is concluded.');
  });

  test.each([
    ['a handler that asks for ever', { action: "for (;;) step.get(['variable', 'n']);" }, 'action go does not end: more than 100000 accesses in one step'],
    ['a handler that throws', { action: "throw new Error('no idea')" }, 'action go threw Error: no idea'],
    ['a handler that counts outside the world', { action: "outside += 1; step.set(['variable', 'n'], outside % 5); return true;" }, 'action go is not a function of the cells it read'],
    ['a property that throws', { invariant: "throw new RangeError('too far')" }, 'invariant fine threw RangeError: too far'],
    ['what is owed that throws', { leadsTo: "{ name: 'paid', sentence: '', source: '', antecedent: '', owed() { throw new Error('who?') }, paid: () => true }" }, 'what is owed: paid threw Error: who?'],
  ])('%s is a fault of the model: exit 1, and nothing is concluded', async (_, parts, said) => {
    const { exitCode, out, errors } = await check('faulty', parts, '--json');
    expect(exitCode).toBe(1);
    expect(errors).toContain(said);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'unknown', ending: 'model fault', properties: [] });
  });

  test('a model that goes on for ever is unknown, and its search is saved', async () => {
    const { exitCode, out } = await check('unbounded', { action: "step.set(['variable', 'n'], (step.get(['variable', 'n']) ?? 0) + 1); return true;" }, '--max-states 2000');
    expect(exitCode).toBe(0);
    expect(out).toContain('--max-states is reached');
    expect(out).toContain('Verdict: unknown.');
    expect(out).toMatch(/npx whatif check --resume out\/.*unfinished\.search/);
  });
});
