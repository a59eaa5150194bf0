/** States at rest are those that the plainest search finds, and what holds in them is decided where it says, in random models. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMES_TO_REST } from '../../convergence.js';
import { Engine } from '../../engine.js';
import type { Profile } from '../../profile.js';
import type { Simulation } from '../../simulation.js';
import { bottomStates, plainGraph, plainRest, type PlainGraph } from '../../../interpreter/plain-graph.js';
import { worldOf } from '../../../interpreter/plain-successors.js';
import { toyModel, type Toy } from '../../../interpreter/toy-model.js';
import { TOY_NUMBERS, turningToy } from '../../../interpreter/turning-toys.fixture.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { Event } from '../../../process/event.js';
import type { Reader } from '../../../step/step.js';
import { canonical, type Value } from '../../../world/value.js';
import type { Invariant } from '../../invariant.js';
import { SearchGraph } from '../liveness/search-graph.js';
import { Search } from '../search.js';
import { contentOf } from '../state-content.js';
import { RecurringEvents } from './recurring-events.js';
import { RestCheck } from './rest-check.js';
import { RestingStates } from './resting-states.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 60);
const STATES_MAX = 60;

const atRest = fc.record({ cell: fc.nat({ max: TOY_NUMBERS.length - 1 }), not: fc.nat({ max: 3 }) }).map(({ cell, not }): Invariant => {
  const value = (world: Reader): number => (world.get(TOY_NUMBERS[cell]!) ?? 0) as number;
  return {
    name: `${TOY_NUMBERS[cell]!.join(' ')} is not ${not}`, sentence: '', source: '', antecedent: '', when: 'at rest',
    check: (world) => ({ tested: true, broken: value(world) === not ? { evidence: 'it is', blame: TOY_NUMBERS[cell]! } : null }),
  };
});

type Place = { readonly faults: number; readonly depth: number };

/** The fewest faults and then the smallest depth of some states. */
function firstOf(graph: PlainGraph, states: readonly number[]): Place | null {
  const places = states.map((state) => graph.places[state]!);
  return places.sort((left, right) => left.faults - right.faults || left.depth - right.depth)[0] ?? null;
}

/** What recurs in these toys: ticks and actions. Back-offs too, but a plain state does not say what a task sleeps for. */
function isRecurring(event: Event): boolean {
  return event.kind === 'timer' || event.kind === 'action';
}

function retries({ services }: Toy): boolean {
  return JSON.stringify(services).includes('retry');
}

test('finds the same states at rest, and decides in the first of them', () => {
  let compared = 0;
  let broken = 0;
  fc.assert(fc.property(turningToy, fc.array(atRest, { minLength: 1, maxLength: 2 }), fc.nat({ max: 2 }), (given, invariants, faultsMax) => {
    if (retries(given)) return;
    const { model } = toyModel(given);
    try {
      const graph = plainGraph(model, { invariants }, faultsMax, STATES_MAX);
      if (graph === null) return;
      const search = new Search(model, { invariants: [...invariants, COMES_TO_REST] }, { faultsMax, bytesMax: 1 << 24 }).run();
      const check = new RestCheck(search).run();
      const resting = plainRest(graph, isRecurring);
      expect(check.resting).toBe(resting.length);
      const expected = invariants.map((invariant) =>
        firstOf(graph, resting.filter((state) => invariant.check(worldOf(graph.states[state]!.cells)).broken !== null)));
      expect(check.decisions.slice(0, -1).map((decision) =>
        decision.broken && { faults: decision.broken.faults, depth: decision.broken.depth })).toEqual(expected);
      compared += 1;
      broken += expected.filter((place) => place !== null).length;
      expect(check.decisions.at(-1)!.broken !== null).toBe(restless(graph, resting));
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
    }
  }), { numRuns: MODELS, seed: 4226 });
  expect(compared).toBeGreaterThan(MODELS / 6);
  expect(broken).toBeGreaterThan(MODELS / 12);
}, 60_000);

/** Whether some bottom component has no state at rest: none that a state of it leads to. */
function restless(graph: PlainGraph, resting: readonly number[]): boolean {
  const bottom = new Set(bottomStates(graph));
  const leadsToRest = new Set(resting);
  for (let before = -1; before < leadsToRest.size;) {
    before = leadsToRest.size;
    graph.steps.forEach((steps, from) => {
      if (steps.some(({ to, cost, forced }) => cost === 0 && forced !== null && leadsToRest.has(to))) leadsToRest.add(from);
    });
  }
  return [...bottom].some((state) => !leadsToRest.has(state));
}

const FAULTY: Profile = {
  name: 'faulty', sentence: '', perMillion: { 'lost-message': 100_000, 'lost-reply': 100_000 },
  lasting: { crash: 1, hang: 1, partition: 1, clog: 1 }, eventsBetweenLasting: 5, latePerMillion: 0, slackPercent: 100,
};

/** Cells and pending events as text, whatever the ids. */
function textOf(cells: readonly unknown[], pending: readonly unknown[]): string {
  const sorted = (values: readonly unknown[]): string[] => values.map((value) => canonical(value as Value)).sort();
  return JSON.stringify([sorted(cells), sorted(pending)]);
}

function textOfSimulation({ world, agenda, transitions: { cells, contents, interner } }: Simulation): string {
  const present = cells.names.flatMap((name, cell) => ((world[cell] ?? 0) === 0 ? [] : [[name, interner.value(world[cell]!)]]));
  const pending = Array.from({ length: agenda.count }, (_, node) => node).filter((node) => agenda.isPending(node))
    .map((node) => contents.events[agenda.contents[node]!]);
  return textOf(present, pending);
}

/** Whether a step without a fault may come out in two ways. */
function draws({ services, actors, actions }: Toy): boolean {
  return /pick|decide/.test(JSON.stringify([services, actors])) || actions.some((action) => action.draws);
}

test('a world in which a timed run comes to rest is at rest in the search, with at most as many faults', () => {
  let compared = 0;
  fc.assert(fc.property(turningToy, fc.array(fc.string({ maxLength: 3 }), { minLength: 3, maxLength: 6 }), (given, seeds) => {
    // Timed runs take a world for resting in which everything fired twice and came back: another draw might have led away.
    if (retries(given) || draws(given)) return;
    const { model } = toyModel(given);
    const search = new Search(model, { invariants: [] }, { faultsMax: 2, statesMax: 2_000, bytesMax: 1 << 24 });
    try {
      search.run();
    } catch (error) {
      if (error instanceof ModelFault) return;
      throw error;
    }
    if (search.ending === 'states') return;
    const states = new RestingStates(new SearchGraph(search, search.distinct, false), new RecurringEvents(search.transitions));
    for (const steps = states.explore(); steps.next().done !== true;);
    const faultsOf = new Map<string, number>();
    for (let state = search.distinct - 1; state >= 0; state -= 1) {
      const { cells, pending } = contentOf(search, state);
      if (states.isResting(state)) faultsOf.set(textOf(cells, pending), search.placeOf(state).faults);
    }
    const engine = new Engine({ model, invariants: [] }, { profile: FAULTY, faults: null, stepsMax: 5_000 });
    for (const seed of seeds) {
      const { atRest, faults } = engine.run(seed);
      if (!atRest || faults > 2) continue;
      expect(faultsOf.get(textOfSimulation(engine.simulation)) ?? Infinity).toBeLessThanOrEqual(faults);
      compared += 1;
    }
  }), { numRuns: MODELS, seed: 4226 });
  expect(compared).toBeGreaterThan(MODELS / 10);
}, 60_000);
