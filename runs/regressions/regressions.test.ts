import { describe, expect, test } from 'vitest';
import { modelHash } from '../build/model-hash.js';
import { replayRegression, savedCapsules } from '../ci/replay-regressions.js';
import { temporaryDirectory, testSurroundings } from '../cli/test-surroundings.js';
import { scenarios } from '../scenarios/index.js';

const surroundings = { ...testSurroundings(temporaryDirectory()), scenarios };

describe('a saved capsule still fails in the same way', () => {
  test.each(savedCapsules(import.meta.dirname))('%s', (name) => {
    const { verdict, detail } = replayRegression(import.meta.dirname, name, modelHash(), surroundings);
    if (verdict === 'cannot align') return void console.warn(`${name}: ${detail} Record it anew.`);
    expect(verdict, verdict === 'passes' ? `${detail} It is fixed: delete the capsule.` : detail).toBe('still fails the same way');
  });
});
