/** The stateless search runs each class once: compared with every execution that there is, on random models. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toyModel } from '../../interpreter/toy-model.js';
import type { Model } from '../../process/model.js';
import { ModelFault } from '../../process/model-fault.js';
import type { Properties } from '../exhaustive/properties.js';
import { classOf, runEveryExecution } from './every-execution.js';
import { program } from './random-programs.fixture.js';
import { programModel } from './random-programs.js';
import { drawFrom, TOY_FAULTS, toyFrom } from './random-toys.js';
import { StatelessSearch, type StatelessOptions } from './stateless-search.js';
import { stateText } from './state-text.js';

const MODELS = Number(process.env['WHATIF_REDUCTIONS'] ?? 40);
const EXECUTIONS_MAX = 300;

interface Found {
  readonly classes: readonly string[];
  readonly ends: readonly string[];
}

/** By the number of faults: the classes of the executions with so many, and the states that they lead to. */
function classesByBruteForce(
  model: Model, properties: Properties, faultsMax: number, faultKinds: readonly string[] | null = null,
): Found[] | null {
  const found: Found[] = [];
  for (let faults = 0; faults <= faultsMax; faults += 1) {
    const search = new StatelessSearch(model, properties, { faultKinds });
    const classes = new Set<string>();
    const ends = new Set<string>();
    for (const first of search.firstStates()) {
      search.execution.load(first);
      const count = runEveryExecution(search, faults, EXECUTIONS_MAX, () => {
        if (search.execution.cost !== faults) return;
        classes.add(`${stateText(search.relation, first)}\n${classOf(search)}`);
        ends.add(stateText(search.relation));
      });
      if (count === null) return null;
    }
    found.push({ classes: [...classes].sort(), ends: [...ends].sort() });
  }
  return found;
}

function classesRun(model: Model, properties: Properties, options: Partial<StatelessOptions>): Found[] {
  const search = new StatelessSearch(model, properties, options);
  const found: { classes: string[]; ends: Set<string> }[] = [];
  search.onEnd = (execution, faults) => {
    const { classes, ends } = (found[faults] ??= { classes: [], ends: new Set() });
    classes.push(`${stateText(search.relation, execution.steps[0]?.before ?? undefined)}\n${classOf(search)}`);
    ends.add(stateText(search.relation));
  };
  search.run();
  expect(search.redundant).toBe(0);
  return Array.from({ length: (options.faultsMax ?? 0) + 1 }, (_, faults) =>
    ({ classes: (found[faults]?.classes ?? []).sort(), ends: [...(found[faults]?.ends ?? [])].sort() }));
}

describe('the stateless search', () => {
  test('runs one execution of each class of random programs, and no other', () => {
    let compared = 0;
    let classes = 0;
    fc.assert(fc.property(program, fc.nat({ max: 2 }), fc.boolean(), (given, faultsMax, observed) => {
      const { model, invariants } = programModel(given);
      const properties = { invariants: observed ? invariants : [] };
      const expected = classesByBruteForce(model, properties, faultsMax);
      if (expected === null) return;
      expect(classesRun(model, properties, { faultsMax })).toEqual(expected);
      compared += 1;
      classes += expected.reduce((sum, found) => sum + found.classes.length, 0);
    }), { numRuns: MODELS, seed: 4226 });
    expect(compared).toBeGreaterThan(MODELS / 3);
    expect(classes).toBeGreaterThan(compared * 3);
  }, 600_000);

  test('does so for random toys with services, actors and faults', () => {
    let compared = 0;
    let classes = 0;
    fc.assert(fc.property(fc.array(fc.nat(), { minLength: 80, maxLength: 80 }), fc.nat({ max: 2 }), fc.boolean(), fc.constantFrom(...TOY_FAULTS),
      (numbers, faultsMax, observed, faultKinds) => {
        const { model, invariants } = toyModel(toyFrom(drawFrom(numbers)));
        const properties = { invariants: observed ? invariants : [] };
        try {
          const expected = classesByBruteForce(model, properties, faultsMax, faultKinds);
          if (expected === null) return;
          expect(classesRun(model, properties, { faultsMax, faultKinds })).toEqual(expected);
          compared += 1;
          classes += expected.reduce((sum, found) => sum + found.classes.length, 0);
        } catch (error) {
          if (!(error instanceof ModelFault)) throw error;
        }
      }), { numRuns: Math.ceil(MODELS / 2), seed: 4226 });
    expect(compared).toBeGreaterThan(MODELS / 6);
    expect(classes).toBeGreaterThan(compared * 3);
  }, 600_000);
});
