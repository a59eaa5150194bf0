import { expect, test } from 'vitest';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { keyed, spec } from '../../sim/process/spec.js';

/** Two switches for one lamp: whoever flips his own flips the lamp, and a flip may fail to reach it. */
const lamp = spec({
  name: 'lamp',
  variables: { on: false as boolean, up: keyed({ door: false, bed: false } as Record<string, boolean>) },
  actions: (each) => ({
    // One action for each switch. It returns false where it cannot happen.
    flip: each(['door', 'bed'], (v, name, context) => {
      if (v.up[name] === true) return false;
      v.up[name] = true;
      // An outcome that the model leaves open. The second option is a fault, and counts as one.
      const wire = context.decide('wire', [{ name: 'works', fault: null }, { name: 'broken', fault: 'broken-wire' }]);
      if (wire === 0) v.on = !v.on;
      return true;
    }),
  }),
});

test('the lamp is off when both switches are up, unless a wire breaks', () => {
  const search = new Search(lamp, {
    invariants: [{
      name: 'both up is off', when: 'always', sentence: 'the lamp is off while both switches are up', source: 'the electrician',
      antecedent: 'both switches are up',
      check: (world) => {
        const { on, up } = lamp.view(world);
        const tested = up['door'] === true && up['bed'] === true;
        return { tested, broken: tested && on ? { evidence: 'the lamp is on', blame: ['variable', 'on'] } : null };
      },
    }],
    examples: [{ name: 'lit', sentence: 'the lamp can be on', holds: (world) => lamp.view(world).on }],
  }).run();
  expect([search.ending, search.distinct, search.generated, search.depthMax]).toEqual(['complete', 7, 13, 3]);
  // Broken with one fault, after two steps: an initial state has depth 1.
  expect(search.decisions[0]).toMatchObject({ faults: 1, depth: 3, evidence: 'the lamp is on' });
  // Met without a fault, after one step.
  expect(search.decisions[1]).toMatchObject({ faults: 0, depth: 2 });
});
