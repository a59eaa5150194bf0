/** Two switches for one lamp: whoever flips his own flips the lamp, and a flip may fail to reach it. */
import type { Properties } from '../../sim/explore/exhaustive/properties.js';
import type { Model } from '../../sim/process/model.js';
import { keyed, spec } from '../../sim/process/spec.js';

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

export default {
  model: lamp,
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
  // What is known to be broken: `whatif check` exits with 0 when it finds this, and nothing else.
  expected: ['both up is off'],
} satisfies Properties & { model: Model; expected: readonly string[] };
