/** The committed page of findings is kept true: its seeds still show what it says of them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../build/model-hash.js';
import { engineFor } from '../campaign/run-spec.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { PAGE_POLICIES, specOf } from './collect.js';

const AGAIN = 'The model changed since the page was made: run `npm run findings`, and read what changed.';

const page = readFileSync(path.join(projectRoot, 'models/omicron/FINDINGS.md'), 'utf8');

/** Policy, fingerprint and seed of each row of the page's tables. */
function rows(): readonly (readonly [policy: string, fingerprint: string, seed: string])[] {
  const found: [string, string, string][] = [];
  let policy = Object.keys(omicron4226.policies)[0]!;
  for (const line of page.split('\n')) {
    policy = /^## Policy `(.+)`$/.exec(line)?.[1] ?? policy;
    const row = /^\| (.+) \| \d+ \| [\d.e-]+ % \| `(.+)` \| \d+ \| \d+ \| .+ \|$/.exec(line);
    if (row !== null) found.push([policy, row[1]!.replaceAll('\\|', '|'), row[2]!]);
  }
  return found;
}

describe('the page of findings', () => {
  it('lists violations of the rule of October 2023 and of its twin; what the other policies break is expected', () => {
    expect(new Set(rows().map(([policy]) => policy))).toEqual(new Set(PAGE_POLICIES));
    expect(Object.keys(omicron4226.expected)).toEqual(Object.keys(omicron4226.policies));
  });

  for (const policy of Object.keys(omicron4226.policies)) {
    const spec = specOf(omicron4226, policy);
    const engine = engineFor(omicron4226.build(policy, spec.settings), spec);

    it(`names seeds that still show their findings (${policy})`, () => {
      for (const [, fingerprint, seed] of rows().filter(([of]) => of === policy)) {
        expect(engine.run(seed).violations.map((violation) => violation.fingerprint), `${AGAIN} Seed ${seed}`).toContain(fingerprint);
      }
    });

    it(`agrees with the violations that the scenario expects (${policy})`, () => {
      for (const { invariant, seed } of omicron4226.expected[policy] ?? []) {
        expect(engine.run(seed).violations.map((violation) => violation.invariant), `${AGAIN} Seed ${seed}`).toContain(invariant);
      }
    });
  }
});
