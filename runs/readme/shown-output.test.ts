import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../build/model-hash.js';
import { outputOf, shownOutputs, withoutTimes } from './shown-output.js';

/** One for all, in the order of the page: a command may read what the one before it wrote. */
const directory = mkdtempSync(path.join(os.tmpdir(), 'whatif-readme-'));
const outputs = shownOutputs(readFileSync(path.join(projectRoot, 'README.md'), 'utf8'));

describe('the README', () => {
  it('shows what a campaign prints', () => {
    expect(outputs.length).toBeGreaterThan(0);
  });

  for (const { command, shown } of outputs) {
    it(`shows what \`whatif ${command}\` prints (\`npm run readme\` writes it anew)`, { timeout: 120_000 }, async () => {
      expect(withoutTimes(await outputOf(command, directory))).toBe(withoutTimes(shown));
    });
  }
});
