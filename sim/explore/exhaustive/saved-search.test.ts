/** A search that was interrupted anywhere and goes on in a new engine ends as if nothing had happened. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smallToy } from '../../interpreter/small-toys.fixture.js';
import { timedToy } from '../../interpreter/timed-toys.fixture.js';
import { toyModel } from '../../interpreter/toy-model.js';
import { ModelFault } from '../../process/model-fault.js';
import type { Model } from '../../process/model.js';
import { keyed, spec } from '../../process/spec.js';
import { pathTo } from './path.js';
import type { Properties } from './properties.js';
import { canBeSaved, hasRoomFor, restoreSearch, saveSearch, statesOf, type SavedSearch } from './saved-search.js';
import { Search, type SearchOptions } from './search.js';

const MODELS = Number(process.env['WHATIF_TOYS'] ?? 80);

/** Everything that is observed of a search, the counterexamples' events among it. */
function summary(search: Search): object {
  const { distinct, generated, depthMax, terminal, ending, decisions, tested, levels } = search;
  return {
    distinct, generated, depthMax, terminal, ending, tested, levels, decisions,
    paths: decisions.map((decision) => (decision === null ? null : pathTo(search, decision.state).map(({ event, options }) => [event, options]))),
  };
}

/** A new search that goes on where one was, by way of text. */
function goneOn(former: Search, model: Model, properties: Properties, statesMax: number): Search {
  const saved = JSON.parse(JSON.stringify(saveSearch(former))) as SavedSearch;
  const integers = Int32Array.from(statesOf(former, saved));
  const search = new Search(model, properties, { ...former.options, statesMax });
  expect(hasRoomFor(search, saved)).toBe(true);
  restoreSearch(search, saved, (states) => states.set(integers));
  return search;
}

/** Goes on for as many states as the list says each time, and then to the end. Returns how often it could be interrupted. */
function interrupted(model: Model, properties: Properties, options: Partial<SearchOptions>, stops: readonly number[]): { search: Search; times: number } {
  let search = new Search(model, properties, { ...options, statesMax: stops[0]! }).run();
  let times = 0;
  for (const more of [...stops.slice(1), 1_000_000]) {
    if (!canBeSaved(search)) break;
    times += 1;
    search = goneOn(search, model, properties, Math.min(1_000_000, search.options.statesMax + more)).run();
  }
  return { search, times };
}

describe('a search that goes on where it was interrupted', () => {
  test.each([['free', smallToy], ['ranges', timedToy]] as const)('finds the same states, transitions, depths, verdicts and counterexamples in random models, with timing %s', (timing, models) => {
    let resumed = 0;
    fc.assert(fc.property(models, fc.nat({ max: 2 }), fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }), (toy, faultsMax, stops) => {
      const { model, invariants } = toyModel(toy);
      try {
        const options = { faultsMax, bytesMax: 1 << 24, timing };
        const whole = new Search(model, { invariants }, { ...options, statesMax: 300 }).run();
        if (whole.ending === 'states') return;
        const { search, times } = interrupted(model, { invariants }, options, stops);
        if (canBeSaved(search)) throw new Error('it ended early');
        if (times > 0) expect(summary(search)).toEqual(summary(whole));
        resumed += times > 0 ? 1 : 0;
      } catch (error) {
        if (!(error instanceof ModelFault)) throw error;
      }
    }), { numRuns: MODELS, seed: 4226 });
    expect(resumed).toBeGreaterThan(MODELS / 10);
  });

  test('is the same wherever it is stopped between two pauses', () => {
    const model = spec({
      name: 'grid', variables: { at: keyed({ a: 0, b: 0, c: 0, d: 0 } as Record<string, number>) },
      actions: (each) => ({
        move: each(['a', 'b', 'c', 'd'], (v, name, context) => {
          if (v.at[name]! >= 9) return false;
          v.at[name] = v.at[name]! + 1 + context.decide('leap', [{ name: 'no', fault: null }, { name: 'yes', fault: 'leap' }]);
          return true;
        }),
      }),
    });
    const options = { faultsMax: 1, bytesMax: 1 << 24 };
    const whole = new Search(model, { invariants: [] }, options).run();
    let search = new Search(model, { invariants: [] }, options);
    let times = 0;
    while (!search.advance()) {
      search.stop();
      search = goneOn(search, model, { invariants: [] }, 1_000_000);
      times += 1;
    }
    expect(times).toBeGreaterThan(3);
    expect(summary(search)).toEqual(summary(whole));
  });

  test('can be saved only after it began, and not at its end', () => {
    const model = spec({ name: 'switch', variables: { on: false as boolean }, actions: { flip: (v) => { v.on = !v.on; } } });
    expect(canBeSaved(new Search(model, { invariants: [] }, { bytesMax: 1 << 20 }).run())).toBe(false);
    const stopped = new Search(model, { invariants: [] }, { bytesMax: 1 << 20 });
    stopped.stop();
    expect(canBeSaved(stopped)).toBe(false);
  });
});
