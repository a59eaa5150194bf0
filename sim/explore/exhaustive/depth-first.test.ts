/** Depth first and breadth first find the same states and decide the same; only how deep things are, and which path is told, differ. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smallToy } from '../../interpreter/small-toys.fixture.js';
import { toyModel } from '../../interpreter/toy-model.js';
import { ModelFault } from '../../process/model-fault.js';
import { spec } from '../../process/spec.js';
import { tracePath } from '../../reproduce/untimed-trace.js';
import type { Invariant } from '../invariant.js';
import { RestCheck } from './rest/rest-check.js';
import { Search, type SearchOptions } from './search.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 25);

describe('depth first', () => {
  test('finds the states that breadth first finds, layer by layer, with the same verdicts, in random models', () => {
    let compared = 0;
    fc.assert(fc.property(smallToy, fc.nat({ max: 2 }), (given, faultsMax) => {
      const { model, invariants } = toyModel(given);
      const searched = (strategy: SearchOptions['strategy']): Search => new Search(model, { invariants }, { faultsMax, statesMax: 400, bytesMax: 1 << 22, strategy }).run();
      try {
        const [wide, deep] = [searched('bfs'), searched('dfs')];
        if (wide.ending === 'states') return;
        compared += 1;
        const layers = ({ levels, distinct }: Search): number[] => levels.map((_, faults) => levels[faults + 1]?.[0] ?? distinct);
        const decided = ({ decisions }: Search): unknown[] => decisions.map((decision) => decision?.faults ?? null);
        const summary = (search: Search): unknown => [search.ending, search.distinct, search.generated, search.terminal, layers(search), decided(search)];
        expect(summary(deep)).toEqual(summary(wide));
        deep.decisions.forEach((decision, index) => {
          if (decision === null) return;
          expect(decision.depth).toBeGreaterThanOrEqual(wide.decisions[index]!.depth);
          const { violations, faults, steps } = tracePath(deep, decision.state, invariants);
          expect([violations.some(({ step }) => step === steps.length - 1), faults, steps.length]).toEqual([true, decision.faults, decision.depth]);
        });
        const atRest = (search: Search): unknown => {
          const rest = new RestCheck(search).run();
          return [rest.resting, rest.decisions.map((decision) => decision.broken?.faults ?? null)];
        };
        expect(atRest(deep)).toEqual(atRest(wide));
      } catch (error) {
        if (!(error instanceof ModelFault)) throw error;
      }
    }), { numRuns: MODELS });
    expect(compared).toBeGreaterThan(MODELS / 5);
  });

  test('tells a path with the fewest faults, perhaps not with the fewest steps, and stops when everything is decided', () => {
    /** Some ways up take a fault, and some are long. */
    const stairs = spec({
      name: 'stairs', variables: { at: 0, falls: 0 },
      actions: {
        'a long way': (v) => {
          if (v.at >= 9 || v.falls > 0) return false;
          v.at += 1;
          return true;
        },
        jump: (v, context) => {
          if (v.at !== 0) return false;
          const slips = context.decide('foot', [{ name: 'firm', fault: null }, { name: 'slips', fault: 'slip' }]) === 1;
          v.at = slips ? 0 : 8;
          v.falls = slips ? 1 : 0;
          return true;
        },
      },
    });
    const invariant = (name: string, isBroken: (view: { at: number; falls: number }) => boolean): Invariant => ({
      name, sentence: '', source: '', antecedent: '', when: 'always',
      check: (world) => ({ tested: true, broken: isBroken(stairs.view(world)) ? { evidence: name, blame: ['variable', 'at'] } : null }),
    });
    const invariants = [invariant('low', ({ at }) => at >= 9), invariant('firm', ({ falls }) => falls > 0)];
    const [wide, deep] = (['bfs', 'dfs'] as const).map((strategy) => new Search(stairs, { invariants }, { bytesMax: 1 << 20, strategy, stopWhenDecided: true }).run());
    expect(wide!.decisions).toMatchObject([{ faults: 0, depth: 3 }, { faults: 1, depth: 2 }]);
    expect(deep!.decisions).toMatchObject([{ faults: 0 }, { faults: 1 }]);
    expect([wide!.ending, deep!.ending]).toEqual(['decided', 'decided']);
    for (const decision of deep!.decisions) {
      const { violations, faults, steps } = tracePath(deep!, decision!.state, invariants);
      expect([violations.some(({ step }) => step === steps.length - 1), faults, steps.length]).toEqual([true, decision!.faults, decision!.depth]);
    }
  });
});
