/** Losers of contests: starved under weak fairness alone, served under strong fairness. */
import { expect, test } from 'vitest';
import { flawOf } from '../../../interpreter/plain-lasso.js';
import { markUp } from '../../../process/crash.js';
import { again, lock, sleep, spawn, statement, unlock, type Effect } from '../../../process/effect.js';
import type { Model } from '../../../process/model.js';
import { service } from '../../../process/service.js';
import type { Reader } from '../../../step/step.js';
import type { Value } from '../../../world/value.js';
import { initialOptionsOf } from '../path.js';
import type { LeadsTo } from '../properties.js';
import { Search } from '../search.js';
import { LeadsToCheck } from './leads-to-check.js';

type Program = (name: string) => Generator<Effect, Value, Value>;

const SOON = { min: 1, max: 2, shape: 'uniform', mayBeLate: false } as const;

/** One process that runs these programs side by side. */
function together(programs: Readonly<Record<string, Program>>, names: readonly string[], statements: Model['statements'] = {}): Model {
  const kind = service({
    kind: 'workers', endpoints: {}, restartAfter: null, transport: () => 'reliable', onStart: 'begin',
    programs: {
      ...programs,
      *begin() {
        for (const name of names) yield* spawn(name, name);
        return null;
      },
    },
  });
  return {
    name: 'workers', kinds: { workers: kind }, statements, actions: {}, stimuli: [], faults: () => [], transport: () => 'reliable',
    durations: { wake: SOON, work: SOON, statement: SOON, 'statement answer': SOON },
    begin(step) {
      markUp(step, 'workers', 'workers');
      kind.start(step, 'workers');
    },
  };
}

/** Whether a property is broken, and that its lasso is one. Faults do not matter here. */
function isBroken(model: Model, property: LeadsTo, strongContests: boolean): boolean {
  const search = new Search(model, { invariants: [], leadsTo: [property] }, { faultsMax: 0, bytesMax: 1 << 24 }).run();
  const [decision] = new LeadsToCheck(search, { strongContests }).run().decisions;
  const { broken, tested } = decision!;
  expect(tested).toBe(true);
  if (broken !== null) {
    const lasso = { ...broken, initialOptions: initialOptionsOf(search, broken.start) };
    expect(broken.loop.length).toBeGreaterThan(0);
    expect(flawOf(model, property, lasso, strongContests)).toBe(null);
    // The checker is no rubber stamp: a loop cut short is none, and one that weak fairness admits is not strongly fair.
    expect(flawOf(model, property, { ...lasso, loop: lasso.loop.slice(1) }, strongContests)).not.toBe(null);
    expect(flawOf(model, property, lasso, true)).toContain('is won again and again, and never by');
  }
  return broken !== null;
}

test('of three workers one may never get the lock, unless its grants are strongly fair', () => {
  const worker: Program = function* (name) {
    yield* lock('press');
    yield* sleep('work');
    yield* unlock('press');
    return yield* again(name, name);
  };
  const model = together({ ann: worker, bob: worker, cid: worker }, ['ann', 'bob', 'cid']);
  const lockOf = (world: Reader): { holder: readonly string[]; waiters: readonly (readonly string[])[] } | null =>
    world.get(['lock', 'workers', 'press']) as unknown as ReturnType<typeof lockOf>;
  const served: LeadsTo = {
    name: 'everybody is served', sentence: '', source: '', antecedent: '',
    owed: (world) => (lockOf(world)?.waiters ?? []).map(([, name]) => name!),
    paid: (world, name) => lockOf(world)?.holder[1] === name,
  };
  expect(isBroken(model, served, false)).toBe(true);
  expect(isBroken(model, served, true)).toBe(false);
});

test('of two writers one may lose every compare-and-set, unless these are strongly fair', () => {
  const read = statement<null, Value>('read', (database) => database.row('counter', 'c'));
  const advance = statement<{ from: Value; by: string }, Value>('advance', (database, { from, by }) => {
    const row = database.row('counter', 'c') as { n: number } | null;
    if ((row?.n ?? 0) !== from) return false;
    database.put('counter', 'c', { n: ((from as number) + 1) % 3, by });
    return true;
  });
  const writer: Program = function* (name) {
    const row = ((yield* read(null)) as unknown as { ok: { n: number } | null }).ok;
    yield* advance({ from: row?.n ?? 0, by: name });
    return yield* again(name, name);
  };
  const statements = Object.fromEntries([read, advance].map(({ definition }) => [definition.name, definition]));
  const model = together({ ann: writer, bob: writer }, ['ann', 'bob'], statements);
  const by = (world: Reader): string | undefined => (world.get(['row', 'counter', 'c']) as { by: string } | null)?.by;
  const wins: LeadsTo = {
    name: 'everybody wins some time', sentence: '', source: '', antecedent: '',
    owed: () => ['ann', 'bob'], paid: (world, name) => by(world) === name,
  };
  expect(isBroken(model, wins, false)).toBe(true);
  expect(isBroken(model, wins, true)).toBe(false);
});
