import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Policy } from '../../models/omicron/policies/policy.js';
import { compiledUrl, ensureCompiled } from '../build/compiled.js';
import { projectRoot } from '../build/model-hash.js';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';
import { Engine } from '../../sim/explore/engine.js';
import { PROFILES } from '../profiles/profiles.js';
import { scenarios } from '../scenarios/index.js';
import { buildOmicron } from '../scenarios/omicron-4226.js';
import { adoptPolicy } from './policy-file.js';

interface Ran {
  readonly policy: string;
  readonly runs: number;
  readonly modelFaults: readonly unknown[];
  readonly violations: readonly { readonly capsule: string }[];
}

const directory = temporaryDirectory();
const EXAMPLE = 'models/omicron/policies/examples/patient.ts';
const PAGE = readFileSync(path.join(projectRoot, 'models', 'omicron', 'policies', 'README.md'), 'utf8');

/** What `whatif run` says of a policy whose file has this content. Nothing may run before it is refused. */
async function refusal(name: string, content: string): Promise<string> {
  writeFileSync(path.join(directory, name), content);
  const { exitCode, out, errors } = await transcript(`run --policy ./${name} --seeds 1`, directory, { scenarios });
  expect([exitCode, out]).toEqual([2, '']);
  return errors;
}

const withDecide = (decide: string, rules = '[]'): string =>
  `export default { name: 'test', sentence: 'a test', source: 'a test', rules: ${rules}, decide: ${decide} };`;
const UNWINDS = "if (call.caller === 'saga action') return 'unwind';";

describe('a policy of one\'s own', () => {
  it('is as models/omicron/policies/README.md shows it; it runs, and its capsules replay', async () => {
    expect(PAGE).toContain(`\`\`\`ts\n${readFileSync(path.join(projectRoot, EXAMPLE), 'utf8')}\`\`\``);
    const { out, errors } = await transcript(`run --policy ${path.join(projectRoot, EXAMPLE)} --seeds 20 --profile storm --json`, directory, { scenarios });
    expect(errors).toBe('');
    const { policy, runs, modelFaults, violations: [first] } = JSON.parse(out) as Ran;
    expect([policy, runs, modelFaults]).toEqual([EXAMPLE, 20, []]);
    expect(await transcript(`replay ${first!.capsule}`, directory, { scenarios })).toMatchObject({ exitCode: 0, errors: '' });
  });

  it('is checked exhaustively', async () => {
    const asked = `check omicron-4226 --policy ${path.join(projectRoot, EXAMPLE)} --requests 1 --guest-events 0 --sleds 1 --nexus 1 --max-states 3000 --json`;
    const { out, errors } = await transcript(asked, directory, { scenarios });
    expect(errors).toBe('');
    expect(JSON.parse(out)).toMatchObject({ distinct: 3000, ending: 'states' });
  });

  it('may be a table', async () => {
    const table = "export default { name: 't', sentence: 't', source: 't', rules: [], rows: [['* / * / saga action / *', 'unwind'], ['*', 'nothing']] };";
    writeFileSync(path.join(directory, 'table.mjs'), table);
    const name = await adoptPolicy('table.mjs', directory);
    const [own, copied] = [name, 'never-failed'].map((policy) => new Engine(buildOmicron(policy, {}), { profile: PROFILES.get('storm')!, faults: null }));
    for (let seed = 0; seed < 20; seed += 1) expect(own!.run(`table-${seed}`).hash).toBe(copied!.run(`table-${seed}`).hash);
  });
});

describe('a policy file is refused, before anything runs, that', () => {
  it('is not there', async () => {
    const { exitCode, out, errors } = await transcript('run --policy ./nowhere.ts --seeds 1', directory, { scenarios });
    expect([exitCode, out]).toEqual([2, '']);
    expect(errors).toMatch(/There is no file .*nowhere\.ts/);
  });

  it('does not load', async () => {
    expect(await refusal('broken.mjs', 'export default {')).toMatch(/does not load/);
    expect(await refusal('imports.mjs', "import './not-there.mjs'; export default {};")).toMatch(/does not load/);
  });

  it('holds no policy, or not all of one', async () => {
    expect(await refusal('empty.mjs', 'export const policy = 1;')).toMatch(/has no policy/);
    expect(await refusal('nameless.mjs', "export default { decide: () => 'nothing' };")).toMatch(/has no name/);
    expect(await refusal('no-rules.mjs', withDecide("() => 'nothing'").replace('rules: [], ', ''))).toMatch(/has no rules/);
    expect(await refusal('rule.mjs', withDecide("() => 'nothing'", "['updater tusk']"))).toMatch(/switches on the rule 'updater tusk'.*\n.*Did you mean 'updater task'\?/);
  });

  it('lacks a case', async () => {
    expect(await refusal('case.mjs', withDecide("(call) => { if (call.error !== '503') return 'nothing'; }")))
      .toMatch(/lacks a case: it answers nothing for the cell '503 \/ stop \/ API \/ not active'/);
    expect(await refusal('row.mjs', "export default { name: 't', sentence: 't', source: 't', rules: [], rows: [['* / stop / API / *', 'nothing']] };"))
      .toMatch(/lacks a case for the cell '.* \/ reboot \/ API/);
  });

  it('throws, or changes what it is asked', async () => {
    expect(await refusal('throws.mjs', withDecide("() => { throw new Error('too late'); }"))).toMatch(/throws for the cell .*\n.*too late/);
    expect(await refusal('writes.mjs', withDecide("(call) => { call.instance.gen = 7; return 'nothing'; }"))).toMatch(/throws for the cell/);
  });

  it('answers the same question differently', async () => {
    expect(await refusal('counts.mjs', `let n = 0; ${withDecide(`(call) => { ${UNWINDS} n += 1; return n === 40 ? 'instance Failed, pointer kept' : 'nothing'; }`)}`))
      .toMatch(/answers the same question once with 'instance Failed, pointer kept' and once with 'nothing'/);
  });

  it('answers what is no action, or one that cannot be taken', async () => {
    expect(await refusal('action.mjs', withDecide("() => 'noting'"))).toMatch(/answers 'noting' for the cell .*\n.*Did you mean 'nothing'\?/);
    expect(await refusal('number.mjs', withDecide('() => 7'))).toMatch(/answers a number for the cell/);
    expect(await refusal('probe.mjs', withDecide(`(call) => { ${UNWINDS} return call.caller === 'API' ? 'probe' : 'nothing'; }`)))
      .toMatch(/answers 'probe', which cannot be done .*\n.*needs the rule 'prober task'/);
    expect(await refusal('unwind.mjs', withDecide("() => 'unwind'"))).toMatch(/answers 'unwind', which cannot be done .*\n.*is not for the API/);
    expect(await refusal('retries.mjs', withDecide("() => 'retry'"))).toMatch(/after 3 failed attempts.*\n.*at most 3 times/);
  });
});

describe('TypeScript from anywhere', () => {
  let toImport: (file: string) => Promise<string>;

  beforeAll(async () => {
    await ensureCompiled();
    ({ toImport } = (await import(compiledUrl('runs/build/own-source.ts'))) as { toImport: typeof toImport });
  }, 120_000);

  it('is compiled for `whatif`, and may import from the project', async () => {
    const evidence = path.relative(directory, path.join(projectRoot, 'models', 'omicron', 'policies', 'evidence.js'));
    const file = path.join(directory, 'own.ts');
    writeFileSync(file, `import { isGone } from '${evidence}';\nimport type { Policy } from 'nowhere';\n` +
      "const own: Policy = { name: 'own', sentence: 's', source: 's', rules: [], decide: (call: never) => isGone(call) };\nexport default own;\n");
    const { default: own } = (await import(pathToFileURL(await toImport(file)).href)) as { default: Policy };
    expect(own.name).toBe('own');
    expect(own.decide({ error: 'no such instance', vmm: { runtime: { gen: 2 } } } as never)).toBe(true);
  });

  it('that does not compile is refused with its line', async () => {
    const file = path.join(directory, 'wrong.ts');
    writeFileSync(file, 'const fine = 1;\nexport default {{;\n');
    await expect(toImport(file)).rejects.toThrow(/does not compile\. .* Line 2\./);
  });
});
