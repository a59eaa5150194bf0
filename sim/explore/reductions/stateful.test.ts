/** Sleep sets and stubborn sets against the search that leaves nothing out, on random models. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toyModel } from '../../interpreter/toy-model.js';
import type { Model } from '../../process/model.js';
import { ModelFault } from '../../process/model-fault.js';
import type { Properties } from '../exhaustive/properties.js';
import { Search, type SearchOptions } from '../exhaustive/search.js';
import { drawFrom, TOY_FAULTS, toyFrom } from './random-toys.js';
import { SleepSets } from './sleep-sets.js';
import { stateText } from './state-text.js';
import { StubbornSets } from './stubborn-sets.js';
import { programModel, type Program } from './random-programs.js';
import { program, wideProgram } from './random-programs.fixture.js';

const MODELS = Number(process.env['WHATIF_REDUCTIONS'] ?? 20);
const STATES_MAX = 1_500;

const searched = (model: Model, properties: Properties, options: Partial<SearchOptions>): Search =>
  new Search(model, properties, { bytesMax: 1 << 24, ...options }).run();

/** The states from which nothing can happen any more without a fault, but what changes nothing. */
function ends(search: Search): string[] {
  const { expansion } = search;
  const texts: string[] = [];
  for (let state = 0; state < expansion.store.count; state += 1) {
    let isEnd = true;
    const words = [...expansion.store.states.subarray(state * expansion.store.stride, state * expansion.store.stride + expansion.store.words)];
    expansion.tellSuccessors(state, 0, (_entry, _options, next) => {
      if (next !== null && next.some((word, at) => word !== words[at])) isEnd = false;
    });
    expansion.load(state);
    if (isEnd) texts.push(stateText(expansion));
  }
  return texts.sort();
}

/** By property: with how many faults it was decided. */
const faults = (search: Search): (number | null)[] => search.decisions.map((decision) => decision?.faults ?? null);

/** Where each property is decided, and in which state: by its content, for its number goes by what was found before it. */
const decisions = (search: Search): unknown[] => search.decisions.map((decision) => {
  if (decision === null) return null;
  search.expansion.load(decision.state);
  const { state: _, ...place } = decision;
  return { ...place, state: stateText(search.expansion) };
});

const saved = { models: 0, none: 0, sleep: 0, stubborn: 0, states: 0, stubbornStates: 0, broken: 0 };

function expectSame(model: Model, properties: Properties, options: Partial<SearchOptions>): void {
  let none: Search;
  try {
    none = searched(model, properties, { ...options, statesMax: STATES_MAX });
  } catch (error) {
    if (error instanceof ModelFault) return;
    throw error;
  }
  if (none.ending === 'states') return;
  const sleep = searched(model, properties, { ...options, reduction: (search) => new SleepSets(search) });
  expect([sleep.ending, sleep.distinct, sleep.depthMax, sleep.terminal, decisions(sleep)])
    .toEqual([none.ending, none.distinct, none.depthMax, none.terminal, decisions(none)]);
  expect(ends(sleep)).toEqual(ends(none));
  expect(sleep.generated).toBeLessThanOrEqual(none.generated);
  const stubborn = searched(model, properties, { ...options, reduction: (search) => new StubbornSets(search) });
  expect([faults(stubborn), ends(stubborn)]).toEqual([faults(none), ends(none)]);
  // A state that is kept for no reason of its own may be met with more faults than it takes, where the bound leaves no others.
  expect(none.ending === 'complete' ? ['complete', 'fault bound'] : [none.ending]).toContain(stubborn.ending);
  expect(stubborn.distinct).toBeLessThanOrEqual(none.distinct);
  saved.models += 1;
  saved.none += none.generated;
  saved.sleep += sleep.generated;
  saved.stubborn += stubborn.generated;
  saved.states += none.distinct;
  saved.stubbornStates += stubborn.distinct;
  saved.broken += none.decisions.filter((decision) => decision !== null).length;
}

describe('sleep sets keep all states, and stubborn sets all verdicts, terminal states and numbers of faults', () => {
  test('of random programs', () => {
    fc.assert(fc.property(fc.oneof(program, wideProgram, wideProgram), fc.nat({ max: 2 }), fc.boolean(), (given, faultsMax, observed) => {
      const { model, invariants } = programModel(given);
      expectSame(model, { invariants: observed ? invariants : [] }, { faultsMax });
    }), { numRuns: MODELS, seed: 4226 });
  }, 600_000);

  test('of random toys with services, actors and faults', () => {
    fc.assert(fc.property(fc.array(fc.nat(), { minLength: 80, maxLength: 80 }), fc.nat({ max: 2 }), fc.boolean(), fc.constantFrom(...TOY_FAULTS),
      (numbers, faultsMax, observed, faultKinds) => {
        const { model, invariants } = toyModel(toyFrom(drawFrom(numbers)));
        expectSame(model, { invariants: observed ? invariants : [] }, { faultsMax, faultKinds });
      }), { numRuns: MODELS, seed: 4226 });
  }, 600_000);

  /** Threads by number: what each does, one operation after the other. */
  const expectSameOf = (threads: Program['threads'], watched: Program['watched'] = [5, 5]): void => {
    const { model, invariants } = programModel({ threads, watched });
    expectSame(model, { invariants }, { faultsMax: 0 });
  };

  test('where a step may wait for another that is enabled by a third', () => {
    // The first copies a only once c is set: a may be written before or after that.
    expectSameOf([[{ op: 'write', cell: 0, value: 1 }], [{ op: 'wait', cell: 2, value: 1, below: false }, { op: 'add', cell: 0, to: 1 }],
      [{ op: 'write', cell: 2, value: 1 }]]);
    expectSameOf([[{ op: 'write', cell: 0, value: 1 }], [{ op: 'wait', cell: 2, value: 1, below: false }, { op: 'add', cell: 0, to: 1 }],
      [{ op: 'write', cell: 3, value: 1 }, { op: 'write', cell: 2, value: 1 }]]);
  });

  test('where only a certain order shows what is watched for', () => {
    // a and b are both 2 only if the second writes before the first goes on.
    expectSameOf([[{ op: 'write', cell: 0, value: 2 }, { op: 'write', cell: 0, value: 0 }],
      [{ op: 'write', cell: 1, value: 2 }, { op: 'write', cell: 1, value: 0 }]], [0, 1]);
  });

  test('and leave something out', () => {
    if (process.env['WHATIF_REDUCTIONS'] !== undefined) process.stdout.write(`${JSON.stringify(saved)}\n`);
    expect(saved.models).toBeGreaterThan(MODELS);
    expect(saved.sleep).toBeLessThan(saved.none);
    expect(saved.stubborn).toBeLessThan(saved.none);
    expect(saved.stubbornStates).toBeLessThan(saved.states);
    expect(saved.broken).toBeGreaterThan(0);
  });
});
