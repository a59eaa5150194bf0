/** A lamp that is switched on and off for ever: a model of one's own whose counterexample goes round. */
import { spec } from '../../sim/process/spec.js';
import type { OwnModel } from './own-model.js';

const lamp = spec({
  name: 'lamp', variables: { on: false as boolean },
  actions: {
    flip: (v) => {
      v.on = !v.on;
      return true;
    },
  },
});

export default {
  model: lamp, invariants: [], expected: ['lit for good'],
  leadsTo: [{ name: 'lit for good', sentence: 'the lamp stays lit', source: '', antecedent: '', stays: true, owed: () => ['it'], paid: (world) => lamp.view(world).on }],
} satisfies OwnModel;
