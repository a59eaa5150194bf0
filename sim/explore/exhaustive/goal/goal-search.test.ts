/** The search for one fingerprint agrees with the plainest search of executions, which carries the rule behind each cell along. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialStates, successorsOf, textOf, worldOf, type PlainState } from '../../../interpreter/plain-successors.js';
import { smallToy } from '../../../interpreter/small-toys.fixture.js';
import { toyModel } from '../../../interpreter/toy-model.js';
import type { StimulusEvent } from '../../../process/event.js';
import type { Model } from '../../../process/model.js';
import { ModelFault } from '../../../process/model-fault.js';
import { spec, type SpecModel } from '../../../process/spec.js';
import { tracePath } from '../../../reproduce/untimed-trace.js';
import type { Invariant } from '../../invariant.js';
import { Search } from '../search.js';
import { canonical } from '../../../world/value.js';
import { GoalSearch } from './goal-search.js';
import { onlyStimuli } from './only-stimuli.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 3);
const SPECS = MODELS * 12;
const EXECUTIONS_MAX = 100;
const STATES_MAX = 3000;
const FAULTS_MAX = 2;

interface Plainly {
  /** By fingerprint, the fewest faults of an execution whose first breach of the invariant has it. */
  readonly found: ReadonlyMap<string, number>;
  /** Whether there are no others. */
  readonly isComplete: boolean;
}

function plainly(model: Model, invariant: Invariant): Plainly {
  const found = new Map<string, number>();
  const seen = new Set<string>();
  const layers: { readonly state: PlainState; readonly rules: Readonly<Record<string, string>> }[][] = [];
  layers[0] = initialStates(model).map(({ state }) => ({ state, rules: {} }));
  for (let faults = 0; faults <= FAULTS_MAX; faults += 1) {
    const layer = layers[faults] ?? [];
    for (let nth = 0; nth < layer.length; nth += 1) {
      const { state, rules } = layer[nth]!;
      const key = `${textOf(state)} ${canonical(rules)}`;
      if (seen.has(key)) continue;
      if (seen.add(key).size > EXECUTIONS_MAX) return { found, isComplete: false };
      const { broken } = invariant.check(worldOf(state.cells));
      if (broken !== null) {
        const fingerprint = `${invariant.name} / ${rules[canonical(broken.blame)] ?? 'no rule'}`;
        if (!found.has(fingerprint)) found.set(fingerprint, faults);
        continue;
      }
      for (const { state: next, cost, rule } of successorsOf(model, state)) {
        const after = { ...rules };
        for (const cell of new Set([...state.cells.keys(), ...next.cells.keys()])) if (state.cells.get(cell) !== next.cells.get(cell)) after[cell] = rule ?? 'no rule';
        (layers[faults + cost] ??= []).push({ state: next, rules: after });
      }
    }
  }
  return { found, isComplete: true };
}

/** Compares for every fingerprint of an invariant; returns how many there are, and how many of them were found. */
function compare(model: Model, invariant: Invariant): { readonly several: boolean; readonly compared: number } {
  const { found, isComplete } = plainly(model, invariant);
  let compared = 0;
  for (const fingerprint of [...found.keys(), `${invariant.name} / no such rule`]) {
    const goal = { invariant: invariant.name, rule: fingerprint.slice(invariant.name.length + 3) };
    const options = { faultsMax: FAULTS_MAX, statesMax: STATES_MAX, bytesMax: 1 << 22 };
    const { search } = new GoalSearch(model, { invariants: [invariant] }, goal, options).run();
    const decision = search.decisions[0] ?? null;
    if (search.ending === 'states' && decision === null) continue;
    // A rule may begin as another one does.
    const faults = [...found].filter(([other]) => other.startsWith(fingerprint)).map(([, fewest]) => fewest);
    if (faults.length > 0 || isComplete) expect(decision?.faults ?? null).toBe(faults.length === 0 ? null : Math.min(...faults));
    if (decision === null) continue;
    compared += 1;
    const { violations, faults: recorded } = tracePath(search, decision.state, [invariant]);
    expect(violations[0]?.fingerprint.startsWith(fingerprint)).toBe(true);
    expect(recorded).toBe(decision.faults);
  }
  return { several: found.size > 1, compared };
}

/** What an action does: which variable it raises, up to which bound, when the other one is high enough, and whether that is a fault. */
interface Raise {
  readonly raises: 'x' | 'y';
  readonly from: number;
  readonly isFault: boolean;
}

function raising(raises: readonly Raise[]): SpecModel<{ x: number; y: number }> {
  return spec({
    name: 'raising', variables: { x: 0, y: 0 },
    actions: Object.fromEntries(raises.map(({ raises: variable, from, isFault }, nth) => [`action ${nth}`, (v, context) => {
      if (v[variable] >= 3 || v[variable === 'x' ? 'y' : 'x'] < from) return false;
      if (isFault && context.decide('luck', [{ name: 'good', fault: null }, { name: 'bad', fault: 'bad luck' }]) === 0) return true;
      v[variable] += 1;
      context.because(`rule ${nth % 4}`);
      return true;
    }])),
  });
}

const raise: fc.Arbitrary<Raise> = fc.record({ raises: fc.constantFrom('x' as const, 'y' as const), from: fc.nat({ max: 2 }), isFault: fc.boolean() });

describe('the search for a fingerprint', () => {
  test('finds it with the fewest faults, by an execution that shows it when it is recorded', () => {
    let compared = 0;
    let several = 0;
    fc.assert(fc.property(fc.array(raise, { minLength: 2, maxLength: 6 }), (given) => {
      const model = raising(given);
      const outcome = compare(model, {
        name: 'low', sentence: '', source: '', antecedent: '', when: 'always',
        check: (world) => {
          const { x, y } = model.view(world);
          return { tested: true, broken: x + y >= 4 ? { evidence: 'high', blame: ['variable', x > y ? 'x' : 'y'] } : null };
        },
      });
      compared += outcome.compared;
      several += outcome.several ? 1 : 0;
    }), { numRuns: SPECS });
    expect(compared).toBeGreaterThan(SPECS / 10);
    expect(several).toBeGreaterThan(SPECS / 10);
  });

  test('also in random models of every form', () => {
    fc.assert(fc.property(smallToy, (given) => {
      const { model, invariants } = toyModel(given);
      try {
        for (const invariant of invariants) if (invariant.when === 'always') compare(model, invariant);
      } catch (error) {
        if (!(error instanceof ModelFault)) throw error;
      }
    }), { numRuns: MODELS });
  });

  /** Two rules may raise it; the quick one needs a fault. */
  const raised = spec({
    name: 'raised', variables: { height: 0, raised: 0 },
    actions: {
      slip: (v, context) => {
        if (v.raised >= 3 || context.decide('foot', [{ name: 'firm', fault: null }, { name: 'slips', fault: 'slip' }]) === 0) return true;
        v.raised += 1;
        v.height += 1;
        context.because('by a slip');
        return true;
      },
      climb: (v, context) => {
        if (v.raised >= 3) return false;
        v.raised += 1;
        v.height += 1;
        context.because('by climbing');
        return true;
      },
    },
  });
  const low = (when: Invariant['when']): Invariant => ({
    name: 'low', sentence: '', source: '', antecedent: '', when,
    check: (world) => ({ tested: true, broken: raised.view(world).height >= 3 ? { evidence: 'high', blame: ['variable', 'height'] } : null }),
  });

  test.each(['always', 'at rest'] as const)('tells rules apart that lead to the same state, for what must hold %s', (when) => {
    const fewest = (rule: string): number | null => {
      const { search, rest } = new GoalSearch(raised, { invariants: [low(when)] }, { invariant: 'low', rule }, { bytesMax: 1 << 20, faultsMax: 5 }).run();
      return (rest?.decisions[0]!.broken ?? search.decisions[0])?.faults ?? null;
    };
    expect([fewest('by climbing'), fewest('by a slip'), fewest('by'), fewest('by magic')]).toEqual([0, 1, 0, null]);
  });

  test('of the workload of one execution: each thing as often as it was asked for', () => {
    const asked = (body: number): StimulusEvent => ({ kind: 'stimulus', source: 'user', process: 'desk', name: 'ask', body });
    const model: Model = {
      name: 'desk', statements: {}, actions: {}, durations: {}, faults: () => [], transport: () => 'reliable',
      kinds: { desk: {
        kind: 'desk', handlers: ['ask'], restartAfter: null, start: () => undefined, serve: () => undefined,
        handle: (step, _process, event) => step.set(['durable', 'desk', 'sum'], ((step.get(['durable', 'desk', 'sum']) ?? 0) as number) + ((event as StimulusEvent).body as number)),
      } },
      stimuli: [{ name: 'user', max: 9, gap: 'gap', propose: () => [asked(1), asked(10)] }],
      begin: (step) => step.set(['process', 'desk'], { kind: 'desk', status: 'up' }),
    };
    const search = new Search(onlyStimuli(model, [asked(10), asked(1), asked(10)]), { invariants: [] }, { bytesMax: 1 << 20 }).run();
    expect([search.ending, search.distinct]).toEqual(['complete', 6]);
  });
});
