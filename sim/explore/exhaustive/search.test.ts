import { describe, expect, test } from 'vitest';
import { ModelFault } from '../../process/model-fault.js';
import { keyed, spec, type SpecModel } from '../../process/spec.js';
import type { Value } from '../../world/value.js';
import type { Invariant } from '../invariant.js';
import { pathTo } from './path.js';
import { contentOf } from './state-content.js';
import { Search } from './search.js';

function below<V extends { n: number }>(model: SpecModel<V>, limit: number): Invariant {
  return {
    name: `below ${limit}`, sentence: '', source: '', antecedent: '', when: 'always',
    check: (world) => {
      const { n } = model.view(world);
      return { tested: true, broken: n < limit ? null : { evidence: `n is ${n}`, blame: ['variable', 'n'] } };
    },
  };
}

/** Counts by one for free, and by three with a fault; it may be told to fail twice in one step. */
const leaper = spec({
  name: 'leaper',
  variables: { n: 0 },
  actions: {
    step: (v, context) => {
      if (v.n >= 12) return false;
      const leaps = [0, 1].filter((nth) => context.decide(`leap ${nth}`, [{ name: 'no', fault: null }, { name: 'yes', fault: 'leap' }]) === 1).length;
      v.n = Math.min(12, v.n + 1 + 2 * leaps);
      return true;
    },
  },
});

describe('layers of faults', () => {
  test('a state is expanded once, where it takes the fewest faults', () => {
    const search = new Search(leaper, { invariants: [below(leaper, 12)] }, { bytesMax: 1 << 20 }).run();
    expect([search.ending, search.distinct]).toEqual(['complete', 13]);
    // Without a fault all numbers are reached, so the first counterexample has none, however long it is.
    expect(search.decisions[0]).toMatchObject({ faults: 0, depth: 13, evidence: 'n is 12' });
  });

  test('what takes two faults at once is found in the layer of two', () => {
    const model = spec({
      name: 'pair', variables: { n: 0 },
      actions: {
        step: (v, context) => {
          if (v.n !== 0) return false;
          const faults = [0, 1].map((nth) => context.decide(`${nth}`, [{ name: 'no', fault: null }, { name: 'yes', fault: 'slip' }]));
          if (faults.includes(0)) return true;
          v.n = 1;
          return true;
        },
      },
    });
    const search = (faultsMax: number): Search => new Search(model, { invariants: [below(model, 1)] }, { faultsMax, bytesMax: 1 << 20 }).run();
    expect(search(1)).toMatchObject({ ending: 'fault bound', distinct: 1, decisions: [null] });
    expect(search(2).decisions[0]).toMatchObject({ faults: 2, depth: 2 });
    expect(search(Infinity).ending).toBe('complete');
  });

  test('kinds of fault that may not strike do not', () => {
    const search = new Search(leaper, { invariants: [] }, { faultKinds: ['other'], bytesMax: 1 << 20 }).run();
    expect([search.ending, search.distinct, search.generated]).toEqual(['complete', 13, 13]);
  });

  test('the path has the fewest faults, then the fewest steps, and then the smallest events', () => {
    const model = spec({
      name: 'ways', variables: { n: 0, other: 0 },
      actions: {
        b: (v) => { v.n = Math.min(2, v.n + 1); },
        a: (v) => { v.n = Math.min(2, v.n + 1); },
        c: (v) => { v.other = 1; },
      },
    });
    const search = new Search(model, { invariants: [below(model, 2)] }, { bytesMax: 1 << 20 }).run();
    const path = pathTo(search, search.decisions[0]!.state);
    expect(path.map(({ event }) => (event as { action: string }).action)).toEqual(['a', 'a']);
    expect(contentOf(search, search.decisions[0]!.state).cells).toEqual([[['variable', 'n'], 2], [['variable', 'other'], 0]]);
  });
});

describe('a search that cannot end', () => {
  const endless = spec({ name: 'endless', variables: { n: 0 }, actions: { count: (v) => { v.n += 1; } } });

  test('is unknown when memory or states run out', () => {
    expect(new Search(endless, { invariants: [] }, { bytesMax: 1 << 16 }).run().ending).toBe('memory');
    expect(new Search(endless, { invariants: [] }, { statesMax: 100, bytesMax: 1 << 20 }).run()).toMatchObject({ ending: 'states', distinct: 100 });
  });

  test('gives the path to what it found, though there is no room for more', () => {
    const search = new Search(endless, { invariants: [] }, { statesMax: 60, bytesMax: 1 << 20 }).run();
    expect(search.ending).toBe('states');
    expect(pathTo(search, 59)).toHaveLength(59);
  });

  test('is unknown when it learns ever new values', () => {
    expect(new Search(endless, { invariants: [] }, { valuesMax: 1_000, bytesMax: 1 << 24 }).run().ending).toBe('values');
  });

  test('can be stopped between two pauses', () => {
    const search = new Search(endless, { invariants: [] }, { bytesMax: 1 << 24 });
    expect(search.advance()).toBe(false);
    search.stop();
    expect(search.advance()).toBe(true);
    expect(search.ending).toBe('stopped');
  });
});

describe('a model that is at fault is named', () => {
  const variables = { n: 0, at: keyed({ x: 0 } as Record<string, number>) };

  test.each<[string, (v: { n: number }) => boolean | undefined, string]>([
    ['throws', () => { throw new Error('no'); }, 'action go threw Error: no'],
    ['writes what is no value', (v) => { v.n = Number.NaN; return true; }, 'NaN'],
  ])('when a handler %s', (_, go, message) => {
    const model = spec({ name: 'bad', variables, actions: { go } });
    const search = new Search(model, { invariants: [] }, { bytesMax: 1 << 20 });
    expect(() => search.run()).toThrow(ModelFault);
    expect(() => new Search(model, { invariants: [] }, { bytesMax: 1 << 20 }).run()).toThrow(message);
  });

  test('when a handler does something else when it is run again', () => {
    let calls = 0;
    const model = spec({ name: 'fickle', variables, actions: { go: (v) => { v.n = calls += 1; } } });
    expect(() => new Search(model, { invariants: [] }, { bytesMax: 1 << 20 }).run())
      .toThrow('action go is not a function of the cells it read and the choices it drew');
  });

  test('when a property throws, or is no function of what it reads', () => {
    const model = spec({ name: 'good', variables: { n: 0 as Value & number }, actions: { go: (v) => { v.n = (v.n + 1) % 5; } } });
    let calls = 0;
    const fickle: Invariant = {
      name: 'fickle', sentence: '', source: '', antecedent: '', when: 'always',
      check: (world) => {
        calls += 1;
        if (calls > 1) world.get(['variable', 'other']);
        world.get(['variable', 'n']);
        return { tested: true, broken: null };
      },
    };
    const throwing: Invariant = { ...fickle, name: 'throwing', check: () => { throw new Error('oops'); } };
    expect(() => new Search(model, { invariants: [fickle] }, { bytesMax: 1 << 20 }).run()).toThrow('invariant fickle is not deterministic');
    expect(() => new Search(model, { invariants: [throwing] }, { bytesMax: 1 << 20 }).run()).toThrow('invariant throwing threw Error: oops');
  });
});
