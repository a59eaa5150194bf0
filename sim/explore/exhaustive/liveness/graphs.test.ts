/**
 * The graphs on which other tools were wrong (facts/model-checkers.md section 3.5), each with the right verdict; and random
 * graphs, against a search of all sets of steps that an execution may repeat for ever.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNFAIR } from './fair-graph.js';
import { WrittenGraph, type WrittenProperty, type WrittenStep } from './written-graph.js';

const RUNS = Number(process.env['WHATIF_GRAPHS'] ?? 600);

/** Every step an event of its own, or all of them one event's. */
function paths(...all: number[][]): WrittenStep[] {
  return all.flatMap((path) => path.slice(1).map((to, nth) => ({ from: path[nth]!, to, label: path[nth]! * 100 + to })));
}

const isOdd = (state: number): boolean => state % 2 === 1;

function states(graph: WrittenGraph, property: WrittenProperty, faultsMax?: number): [stem: readonly number[], loop: number[]] | 'holds' {
  const found = graph.check(property, faultsMax);
  return found === null ? 'holds' : [found.stem, found.loop.map(({ to }) => to)];
}

describe('eventually odd, in the graphs of Stateright', () => {
  // From each first state; with P true everywhere the debt begins in the first state that a path has.
  const from = (initial: readonly number[]): WrittenProperty => ({ begins: (state) => initial.includes(state), paid: isOdd });

  test('holds where every path comes to an odd state', () => {
    const graph = new WrittenGraph(11, paths([1], [2, 3], [2, 6, 7], [4, 9, 10]), [1, 2, 4]);
    expect(states(graph, from([1, 2, 4]))).toBe('holds');
  });

  test('is broken where a path ends before', () => {
    expect(states(new WrittenGraph(3, paths([0, 1], [0, 2])), from([0]))).toEqual([[0, 2], []]);
  });

  test('is broken by a cycle, which Stateright takes for no end', () => {
    expect(states(new WrittenGraph(5, paths([0, 2, 4, 2])), from([0]))).toEqual([[0, 2], [4, 2]]);
  });

  test('is broken behind a join, where Stateright credits one path with the luck of the other', () => {
    expect(states(new WrittenGraph(7, paths([0, 2, 4], [1, 4, 6]), [0, 1]), from([0, 1]))).toEqual([[0, 2, 4, 6], []]);
  });
});

describe('fairness', () => {
  test('is about firing: from 1 to 5 by one event, x = 5 for ever comes (TLC #1037 reports state 1 alone)', () => {
    const count = [1, 2, 3, 4].map((x) => ({ from: x, to: x + 1, label: 0 }));
    const property: WrittenProperty = { begins: (x) => x === 1, paid: (x) => x === 5, stays: true };
    expect(states(new WrittenGraph(6, count, [1]), property)).toBe('holds');
    // Nobody has to count: it may stop at once.
    expect(states(new WrittenGraph(6, count.map(({ from, to }) => ({ from, to })), [1]), property)).toEqual([[1], []]);
  });

  /** n and who has written: Spin #38, two writers that write once each. State 3 * n + 1 (P wrote) or + 2 (Q wrote) ... */
  const [neither, p1, q2, pThenQ, qThenP] = [0, 1, 2, 3, 4];
  const writers = (fair: boolean): WrittenGraph => {
    const label = (event: number): { label?: number } => (fair ? { label: event } : {});
    return new WrittenGraph(5, [
      { from: neither, to: p1, ...label(0) }, { from: neither, to: q2, ...label(1) },
      { from: p1, to: pThenQ, ...label(1) }, { from: q2, to: qThenP, ...label(0) },
    ]);
  };

  test.each([false, true])('or not (%s), n = 1 for ever does not come when the other writes last (Spin #38 misses it when fair)', (fair) => {
    const property: WrittenProperty = { begins: (state) => state === neither, paid: (state) => state === p1 || state === qThenP, stays: true };
    const found = states(writers(fair), property);
    expect(found).toEqual(fair ? [[neither, p1, pThenQ], []] : [[neither], []]);
  });

  test('of an event is not met by a step that changes nothing (tla-rs #63)', () => {
    // Grow: x' is x or x + 1, up to 3. All of its steps are one event's.
    const grow = [0, 1, 2].flatMap((x) => [{ from: x, to: x, label: 0 }, { from: x, to: x + 1, label: 0 }]);
    expect(states(new WrittenGraph(4, grow), { begins: (x) => x === 0, paid: (x) => x === 3 })).toBe('holds');
    // An event that could only change nothing forces nothing.
    expect(states(new WrittenGraph(2, [{ from: 0, to: 0, label: 0 }]), { begins: () => true, paid: (x) => x === 1 })).toEqual([[0], []]);
  });

  test('of two events does not make a property hold that is false (hw-cbmc #2007)', () => {
    // Two events that turn a light on and off again; the other bit never changes.
    const graph = new WrittenGraph(2, [{ from: 0, to: 1, label: 0, chance: 0, isWon: true }, { from: 1, to: 0, label: 1, chance: 10, isWon: true }]);
    expect(states(graph, { begins: () => true, paid: () => false })).toEqual([[0], [1, 0]]);
  });

  test('looks at the steps of a loop, not at which states they join (TLC #201)', () => {
    // B may go from 0 to 1 as A does. A loop by B alone is unfair to A, which could always fire.
    const graph = new WrittenGraph(3, [
      ...[0, 1, 2].map((x) => ({ from: x, to: (x + 1) % 3, label: 0 })),
      ...[0, 1, 2].flatMap((x) => [0, 1, 2].map((to) => ({ from: x, to }))),
    ]);
    // An execution that avoids 2 goes to and fro between 0 and 1; A fires from 0 to 1.
    expect(states(graph, { begins: (x) => x === 0, paid: (x) => x === 2 })).toEqual([[0], [1, 0]]);
    const withoutA = new WrittenGraph(3, [...[0, 1].map((x) => ({ from: x, to: 2, label: 0 })), { from: 0, to: 1 }, { from: 1, to: 0 }]);
    expect(states(withoutA, { begins: (x) => x === 0, paid: (x) => x === 2 })).toBe('holds');
  });

  test('of a loser must be strong where the winner takes its chance away again and again (fsl #639)', () => {
    // Working, crashed, done: a crash is no fault here, and nobody has to crash.
    const [working, crashed, done] = [0, 1, 2];
    const finish = (isStrong: boolean): WrittenGraph => new WrittenGraph(3, [
      { from: working, to: crashed, ...(isStrong ? { chance: 0, isWon: true } : {}) }, { from: crashed, to: working, label: 0 },
      { from: working, to: done, label: 1, ...(isStrong ? { chance: 1, isWon: true } : {}) },
    ]);
    const property: WrittenProperty = { begins: (state) => state === working, paid: (state) => state === done };
    expect(states(finish(false), property)).toEqual([[working], [crashed, working]]);
    expect(states(finish(true), property)).toBe('holds');
  });
});

describe('faults', () => {
  test('count along the path that owes, not by the layer of a state', () => {
    // State 3 is reached without a fault, after Q. To get there and owe still takes two.
    const graph = new WrittenGraph(6, [
      { from: 0, to: 1, label: 0 }, { from: 1, to: 3, label: 0 }, { from: 0, to: 2, cost: 2 }, { from: 2, to: 3, label: 0 },
      { from: 3, to: 4, label: 0 }, { from: 4, to: 3, label: 1 },
    ]);
    const property: WrittenProperty = { begins: (state) => state === 0, paid: (state) => state === 1 };
    expect(states(graph, property, 1)).toBe('holds');
    expect(graph.check(property, 2)).toMatchObject({ faults: 2, stem: [0, 2, 3] });
  });

  test('are on the stem alone: a loop has none', () => {
    const graph = new WrittenGraph(3, [{ from: 0, to: 1, cost: 1 }, { from: 1, to: 0, label: 0 }, { from: 0, to: 2, label: 1 }]);
    expect(states(graph, { begins: () => true, paid: (state) => state === 2 })).toBe('holds');
  });
});

/** A random graph with few steps, so that all sets of them can be tried. */
const cases = fc.record({
  size: fc.integer({ min: 2, max: 5 }),
  written: fc.array(fc.record({
    from: fc.nat({ max: 4 }), to: fc.nat({ max: 4 }), label: fc.constantFrom(UNFAIR, 0, 0, 1, 2), chance: fc.constantFrom(-1, -1, -1, 0, 1, 10), isWon: fc.boolean(),
    cost: fc.constantFrom(0, 0, 0, 0, 1, 2),
  }), { maxLength: 10 }),
  begins: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  paid: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 }),
  stays: fc.boolean(),
  faultsMax: fc.nat({ max: 3 }),
});

/** The least faults with which a property is broken: all sets of steps that may be repeated for ever are tried. Infinity: none. */
function bruteForce(graph: WrittenGraph, { begins, paid, stays = false }: WrittenProperty): number {
  const owed = owedFaults(graph, { begins, paid, stays });
  const free = graph.written.filter(({ cost = 0 }) => cost === 0);
  let least = Infinity;
  for (let state = 0; state < graph.size; state += 1) {
    const mustGoOn = free.some(({ from, label = UNFAIR }) => from === state && label !== UNFAIR);
    if (!mustGoOn && !paid(state)) least = Math.min(least, owed[state]!);
  }
  for (let set = 1; set < 1 << free.length; set += 1) {
    const repeated = free.filter((_, nth) => (set & (1 << nth)) !== 0);
    if (isFairLoop(repeated, free) && repeated.some(({ from }) => !paid(from)) && (stays || repeated.every(({ from }) => !paid(from)))) {
      least = Math.min(least, ...repeated.map(({ from }) => owed[from]!));
    }
  }
  return least;
}

/** By state: the least faults of a path that gets there and owes. */
function owedFaults(graph: WrittenGraph, { begins, paid, stays = false }: WrittenProperty): number[] {
  const lasts = (state: number): boolean => stays || !paid(state);
  const owed = Array.from({ length: graph.size }, (_, state) => (begins(state) && lasts(state) ? graph.placeOf(state).faults : Infinity));
  for (let round = 0; round < graph.size; round += 1) {
    for (const { from, to, cost = 0 } of graph.written) if (lasts(to)) owed[to] = Math.min(owed[to]!, owed[from]! + cost);
  }
  return owed;
}

/** Whether an execution may repeat all of these steps for ever, and no others. */
function isFairLoop(repeated: readonly WrittenStep[], free: readonly WrittenStep[]): boolean {
  const states = [...new Set(repeated.flatMap(({ from, to }) => [from, to]))];
  const leadsTo = (start: number): Set<number> => {
    const seen = new Set([start]);
    for (const state of seen) for (const { from, to } of repeated) if (from === state) seen.add(to);
    return seen;
  };
  if (!states.every((state) => states.every((other) => leadsTo(state).has(other)))) return false;
  const possible = (state: number): readonly WrittenStep[] => free.filter(({ from }) => from === state);
  const starved = free.some(({ label = UNFAIR }) => label !== UNFAIR && !repeated.some((step) => step.label === label) &&
    states.every((state) => possible(state).some((step) => step.label === label)));
  const lost = free.some(({ chance = -1 }) => chance !== -1 && !repeated.some((step) => step.chance === chance && step.isWon === true) &&
    repeated.some((step) => step.isWon === true && step.chance !== -1 && Math.floor((step.chance ?? -1) / 10) === Math.floor(chance / 10)) &&
    states.some((state) => possible(state).some((step) => step.chance === chance)));
  return !starved && !lost;
}

test('finds what a search of all sets of steps finds, with the fewest faults, and a lasso that is one', () => {
  let broken = 0;
  let loops = 0;
  fc.assert(fc.property(cases, ({ size, written, begins, paid, stays, faultsMax }) => {
    const graph = new WrittenGraph(size, written.filter(({ from, to }) => from < size && to < size));
    const property: WrittenProperty = {
      begins: (state) => begins[state] === true && graph.placeOf(state).faults !== Infinity, paid: (state) => paid[state] === 0, stays,
    };
    const found = graph.check(property, faultsMax);
    const least = bruteForce(graph, property);
    expect(found?.faults ?? null).toBe(least <= faultsMax ? least : null);
    if (found === null) return;
    broken += 1;
    const { stem, loop } = found;
    expect(property.begins(stem[0]!)).toBe(true);
    expect(stays || stem.every((state) => !property.paid(state))).toBe(true);
    const free = graph.written.filter(({ cost }) => cost === 0);
    if (loop.length === 0) return;
    loops += 1;
    expect(loop[0]!.from).toBe(stem.at(-1));
    expect(loop.at(-1)!.to).toBe(stem.at(-1));
    expect(loop.every(({ to }, nth) => loop[nth + 1] === undefined || loop[nth + 1]!.from === to)).toBe(true);
    expect(loop.some(({ from }) => !property.paid(from))).toBe(true);
    expect(isFairLoop(loop, free)).toBe(true);
  }), { numRuns: RUNS });
  expect(broken).toBeGreaterThan(RUNS / 10);
  // One in about fifty is.
  expect(loops).toBeGreaterThan(0);
});
