import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantChecker } from '../explore/invariant.js';
import { Simulation } from '../explore/simulation.js';
import type { StatementDefinition } from '../database/statement.js';
import type { Model } from '../process/model.js';
import { Transitions } from '../step/transitions.js';
import { align } from './alignment.js';
import { capsuleOf, type Capsule } from './capsule.js';
import { lenientReplay } from './lenient-replay.js';
import { aliasesOf } from './renamed-keys.js';
import { recordRun } from './trace.js';
import { ALL_COUNTED, COUNTED_ONCE, tallyModel, tallySimulation } from './test-model/tally.js';

const CONTEXT = { scenario: 'tally', policy: 'ask again', profile: 'rough', settings: {}, faults: null, modelHash: 'f'.repeat(64) };
const recorder = tallySimulation();

function capsuleOfSeed(seed: string): Capsule {
  const trace = recordRun(recorder.simulation, recorder.run, seed);
  return capsuleOf(trace, { ...CONTEXT, seed, violation: trace.violations[0] ?? null });
}

/** Capsules of runs that count a click twice. */
const twice = Array.from({ length: 60 }, (_, index) => `lenient-${index}`).map(capsuleOfSeed)
  .filter(({ expected }) => expected?.invariant === COUNTED_ONCE.name).slice(0, 5);

function simulationOf(model: Model): Simulation {
  const transitions = new Transitions(model);
  return new Simulation(transitions, new InvariantChecker(transitions, [COUNTED_ONCE, ALL_COUNTED]));
}

const seeds = fc.integer({ min: 0, max: 1_000_000 }).map((number) => `lenient-${number}`);

describe('on the model that it was made with, a capsule', () => {
  test('aligns from its first step to its violation, and has the recorded verdict', () => {
    const simulation = simulationOf(tallyModel);
    fc.assert(fc.property(seeds, (seed) => {
      const capsule = capsuleOfSeed(seed);
      if (capsule.expected !== null && ![COUNTED_ONCE.name, ALL_COUNTED.name].includes(capsule.expected.invariant)) return;
      const { verdict, aligned, of, tried } = lenientReplay(simulation, capsule);
      expect(tried).toBe(1);
      expect(verdict).toBe(capsule.expected === null ? 'passes' : 'still fails the same way');
      if (capsule.expected !== null) expect(aligned).toBe(of);
    }), { numRuns: 60 });
  });
});

/** The tally's statement, which adds nothing for a click that it has seen. */
const mended = Object.fromEntries(Object.values(tallyModel.statements).map((definition): [string, StatementDefinition] => [definition.name, {
  ...definition,
  run: (database, input: never) => {
    const seen = definition.name === 'tally_add' && database.row('seen', (input as { click: string }).click) !== null;
    return seen ? database.row('tally', 'total') : definition.run(database, input);
  },
}]));

describe('on a changed model', () => {
  const slower: Model = {
    ...tallyModel,
    durations: Object.fromEntries(Object.entries(tallyModel.durations).map(([name, range]) => [name, { ...range, min: range.min * 2, max: range.max * 2 }])),
  };

  test('where everything takes twice as long, it still fails the same way', () => {
    const simulation = simulationOf(slower);
    expect(twice.length).toBe(5);
    expect(twice.map((capsule) => lenientReplay(simulation, capsule).verdict)).toEqual(twice.map(() => 'still fails the same way'));
  });

  test('that never fails, it passes only where every recorded step is made again', () => {
    const once: Model = { ...tallyModel, statements: mended };
    const simulation = simulationOf(once);
    const outcomes = twice.map((capsule) => lenientReplay(simulation, capsule, 50));
    for (const { verdict, aligned, of, sentence } of outcomes) {
      expect(verdict === 'passes').toBe(aligned === of);
      expect(verdict).not.toBe('still fails the same way');
      expect(sentence).toContain(verdict === 'passes' ? `every one of the ${of} recorded steps` : `${aligned} of ${of}`);
    }
    expect(outcomes.map(({ verdict }) => verdict)).toContain('passes');
  });

  test('in which nothing happens any more, it cannot be aligned', () => {
    const dead: Model = { ...tallyModel, begin: () => undefined, stimuli: [] };
    for (const capsule of twice) {
      const { verdict, violation } = lenientReplay(simulationOf(dead), capsule, 20);
      expect([verdict, violation]).toEqual(['cannot align', null]);
    }
  });
});

describe('alignment', () => {
  const tokens = fc.uniqueArray(fc.nat({ max: 40 }).map(String), { maxLength: 30 });

  test('is the longest common subsequence', () => {
    fc.assert(fc.property(tokens, tokens, (recorded, made) => {
      const table = Array.from({ length: recorded.length + 1 }, () => new Array<number>(made.length + 1).fill(0));
      recorded.forEach((one, row) => made.forEach((other, column) => {
        table[row + 1]![column + 1] = one === other ? table[row]![column]! + 1 : Math.max(table[row]![column + 1]!, table[row + 1]![column]!);
      }));
      expect(align(recorded, made)).toEqual({ aligned: table[recorded.length]![made.length], of: recorded.length });
    }));
  });
});

describe('renamed keys', () => {
  test('are guessed by the part that differs, and only where a key is gone and another is new', () => {
    const before = new Set(['statement nexus-1 vmm_insert', 'answer nexus-1 vmm_insert', 'wake nexus-1 monitor']);
    const today = new Set(['statement nexus-1 vmm_create', 'answer nexus-1 vmm_create', 'wake nexus-1 monitor', 'timer nexus-1 beat']);
    expect([...aliasesOf(before, today)]).toEqual([
      ['statement nexus-1 vmm_insert', 'statement nexus-1 vmm_create'], ['answer nexus-1 vmm_insert', 'answer nexus-1 vmm_create'],
    ]);
    expect(aliasesOf(before, before).size).toBe(0);
  });
});
