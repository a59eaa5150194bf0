import { describe, expect, test } from 'vitest';
import { durabilityOf, durableCapsules } from './durability-trial.js';
import { MODEL_CHANGES } from './model-changes.js';

describe('a capsule outlives a change of the model that mends nothing', () => {
  const recorded = durableCapsules('durable', 2);

  test.each(MODEL_CHANGES)('$name', (change) => {
    expect(durabilityOf(change, recorded, 100).verdicts.passes).toBe(0);
  });
});
