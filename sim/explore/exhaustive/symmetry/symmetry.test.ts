/** Symmetry against the plainest oracle: as many states as there are orbits, the same verdicts, and executions that are ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tracePath } from '../../../reproduce/untimed-trace.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { Model } from '../../../process/model.js';
import { keyed, spec } from '../../../process/spec.js';
import { executionTo } from '../path.js';
import type { Properties } from '../properties.js';
import { Search } from '../search.js';
import { formsOf, plainOrbits } from './plain-orbits.js';
import { symmetricToy, TOY_PARTS, type Toy } from './symmetric-toy.js';

/** More of them: `WHATIF_SYMMETRIC_TOYS=2000 npx vitest run sim/explore/exhaustive/symmetry`. */
const MODELS = Number(process.env['WHATIF_SYMMETRIC_TOYS'] ?? 60);
const STATES_MAX = 150;

const part = fc.record({ what: fc.constantFrom(...TOY_PARTS), of: fc.constantFrom(0 as const, 1 as const), number: fc.nat({ max: 2 }) });
const toy: fc.Arbitrary<Toy> = fc.record({
  ids: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) }, { weight: 1, arbitrary: fc.integer({ min: 4, max: 5 }) }),
  others: fc.integer({ min: 1, max: 2 }), draws: fc.boolean(),
  actions: fc.array(fc.record({
    guards: fc.array(part, { minLength: 1, maxLength: 2 }), effects: fc.array(part, { minLength: 1, maxLength: 2 }), faulty: fc.boolean(),
  }), { minLength: 1, maxLength: 3 }),
  never: fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 3 })), sometimes: fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 2 })),
});

function search(model: Model, properties: Properties, symmetry: boolean, statesMax = STATES_MAX): Search | null {
  const found = new Search(model, properties, { symmetry, statesMax, bytesMax: 1 << 24 }).run();
  return found.ending === 'states' ? null : found;
}

describe('a search with symmetry', () => {
  it('stores one state of each orbit, decides what is decided without, and tells executions', { timeout: 600_000 }, () => {
    const seen = { reduced: 0, broken: 0, met: 0, faulty: 0 };
    fc.assert(fc.property(toy, (given) => {
      const { model, ...properties } = symmetricToy(given);
      const whole = search(model, properties, false);
      if (whole === null) return;
      const orbits = search(model, properties, true)!;
      expect(orbits.distinct).toBe(new Set(plainOrbits(whole)).size);
      expect([orbits.depthMax, orbits.faults]).toEqual([whole.depthMax, whole.faults]);
      const said = ({ decisions }: Search): unknown[] => decisions.map((decision) => (decision === null ? null : [decision.faults, decision.depth]));
      expect(said(orbits)).toEqual(said(whole));
      for (const decision of orbits.decisions) {
        if (decision === null) continue;
        const { steps } = executionTo(orbits, decision.state, decision.renaming);
        expect([steps.length, steps.reduce((sum, { faults }) => sum + faults, 0)]).toEqual([decision.depth - 1, decision.faults]);
      }
      const [broken, met] = orbits.decisions;
      seen.reduced += Number(orbits.distinct < whole.distinct);
      seen.met += Number(met !== null);
      if (broken === null || broken === undefined) return;
      seen.broken += 1;
      seen.faulty += Number(broken.faults > 0);
      // The execution is one: it is fired on a simulation, and breaks the invariant with its last step and not before.
      const trace = tracePath(orbits, broken.state, properties.invariants, { renaming: broken.renaming });
      expect(trace.violations.map(({ step, evidence }) => [step, evidence])).toEqual([[trace.steps.length - 1, broken.evidence]]);
    }), { numRuns: MODELS, seed: 42 });
    expect(Math.min(seen.reduced, seen.broken, seen.met)).toBeGreaterThan(MODELS / 10);
    expect(seen.faulty).toBeGreaterThan(MODELS / 100);
  });

  it('knows two states for one exactly when some permutation makes one of them the other, whatever came before', () => {
    fc.assert(fc.property(toy, fc.boolean(), (given, backwards) => {
      const { model } = symmetricToy(given);
      const whole = search(model, { invariants: [] }, false, 80);
      if (whole === null) return;
      const orbits = plainOrbits(whole);
      const forms = formsOf(whole, backwards);
      expect(forms.map((form) => forms.indexOf(form))).toEqual(orbits.map((orbit) => orbits.indexOf(orbit)));
      // A form is a state of the orbit.
      expect(forms.every((form, state) => orbits[forms.indexOf(form)] === orbits[state])).toBe(true);
    }), { numRuns: MODELS / 2, seed: 42 });
  });
});

const NODES = ['node-0', 'node-1', 'node-2'];

/** Nodes that count; `favourite` may do what no other can. */
function counting(favourite: string | null, properties: Partial<{ symmetric: true }> = {}): { model: Model } & Properties {
  const model = spec({
    name: 'counting',
    symmetric: { nodes: NODES },
    variables: { count: keyed(Object.fromEntries(NODES.map((node) => [node, 0])) as Record<string, number>) },
    actions: (each) => ({
      count: each(NODES, (v, node) => {
        if (v.count[node]! >= (node === favourite ? 2 : 1)) return false;
        v.count[node]! += 1;
        return true;
      }),
    }),
  });
  return {
    model,
    invariants: [{
      name: 'the last one is idle', when: 'always', sentence: '', source: '', antecedent: '', ...properties,
      check: (world) => {
        const count = model.view(world).count['node-2']!;
        return { tested: true, broken: count > 0 ? { evidence: 'node-2 counted', blame: ['variable', 'count', 'node-2'] } : null };
      },
    }],
  };
}

describe('a property that is not symmetric', () => {
  it('is evaluated in every state of an orbit', () => {
    const { model, ...properties } = counting(null);
    const found = search(model, properties, true)!;
    expect([found.distinct, found.decisions[0]?.depth]).toEqual([4, 2]);
    const { steps } = executionTo(found, found.decisions[0]!.state, found.decisions[0]!.renaming);
    expect(steps.map(({ event }) => event)).toEqual([{ kind: 'action', action: 'count', parameter: 'node-2' }]);
  });

  it('is found out when it is declared symmetric', () => {
    const { model, ...properties } = counting(null, { symmetric: true });
    expect(() => search(model, properties, true)).toThrow(ModelFault);
    expect(() => search(model, properties, true)).toThrow(/the last one is idle is declared symmetric, but it says something else .* node-1 and node-2/);
  });
});

describe('a model that is not symmetric', () => {
  it('is found out when it declares ids that make a difference', () => {
    const { model } = counting('node-1');
    expect(() => search(model, { invariants: [] }, true)).toThrow(/the nodes are declared symmetric, but with node-0 and node-1 exchanged .*"parameter":"node-[01]".* happen/);
  });

  it('cannot be searched with symmetry when it declares none', () => {
    const model = spec({ name: 'alone', variables: { n: 0 }, actions: { stay: () => true } });
    expect(() => search(model, { invariants: [] }, true)).toThrow('alone declares no symmetric ids');
  });
});
