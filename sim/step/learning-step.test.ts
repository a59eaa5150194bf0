import { beforeEach, describe, expect, test } from 'vitest';
import { Interner } from '../world/interner.js';
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import { DRAWS_CHOICE, READS_PRESENCE, READS_VALUE } from './decision-trees.js';
import { LearningStep } from './learning-step.js';
import { Cells } from './cells.js';
import { Choices, Contents, Names } from './registry.js';

const A: CellName = ['memory', 'p', 'a'];
const B: CellName = ['durable', 'p', 'b'];
const interner = new Interner();
const registries = { interner, cells: new Cells(), contents: new Contents(interner), choices: new Choices(), names: new Names() };
const step = new LearningStep(registries);
const timer = (process: string): Value => ({ kind: 'timer', process, name: 'tick', subject: null });
const statement = (task: Value): Value => ({ kind: 'statement', from: 'p', task, statement: 's', input: null });

function begin(cells: readonly (readonly [CellName, Value])[] = []): void {
  const world = new Int32Array(64);
  for (const [name, value] of cells) world[registries.cells.id(name)] = interner.intern(value);
  step.reset(world, 'a test', () => 1);
}

const written = (): [string, Value][] =>
  [...step.writes].map(([cell, value]) => [registries.cells.texts[cell]!, value === 0 ? 'absent' : interner.value(value)]);
const tested = (what: number): string[] => step.path
  .filter((subject, at) => at % 2 === 0 && (subject & 3) === what).map((subject) => registries.cells.texts[subject >> 2]!);
const armed = (): Value[] => step.arms.filter((_, at) => at % 2 === 0).map((content) => registries.contents.events[content] as unknown as Value);

beforeEach(() => begin());

describe('a learning step', () => {
  test('records each test once, and none that follows from its own writes', () => {
    begin([[A, 1], [B, 2]]);
    expect([step.get(A), step.get(A), step.has(A)]).toEqual([1, 1, true]);
    step.set(B, 3);
    expect([step.get(B), step.has(B)]).toEqual([3, true]);
    step.remove(B);
    expect([step.get(B), step.has(B)]).toEqual([null, false]);
    expect(tested(READS_VALUE)).toEqual(['["memory","p","a"]']);
    expect(tested(READS_PRESENCE)).toEqual(['["memory","p","a"]']);
  });

  test('presence is a weaker test than the value', () => {
    begin([[A, 1]]);
    step.has(A);
    expect(tested(READS_VALUE)).toEqual([]);
  });

  test('a value that is null is present', () => {
    begin([[A, null]]);
    expect([step.get(A), step.has(A), step.has(B)]).toEqual([null, true, false]);
  });

  test('writing back what was read is no write; what was not read is written, equal or not', () => {
    begin([[A, { n: 1 }], [B, 2]]);
    step.set(A, { n: (step.get(A) as { n: number }).n });
    step.set(B, 2);
    expect(written()).toEqual([['["durable","p","b"]', 2]]);
  });

  test('a choice of one option is none', () => {
    const one = { label: 'one', options: [{ name: 'only', fault: null }] };
    const two = { label: 'two', options: [{ name: 'first', fault: null }, { name: 'second', fault: null }] };
    expect([step.choose(one), step.choose(two)]).toEqual([0, 1]);
    expect(step.path.filter((subject, at) => at % 2 === 0 && (subject & 3) === DRAWS_CHOICE).length).toBe(1);
  });

  test('cancelling takes back what this step armed, and only then what was pending before', () => {
    step.arm(timer('p'), 'short');
    step.cancel(timer('p'));
    expect([step.arms, step.cancels]).toEqual([[], []]);
    step.cancel(timer('p'));
    step.arm(timer('p'), 'short');
    expect([step.arms.length, step.cancels.length]).toEqual([2, 1]);
  });

  test('values are copied when they are written: a handler that goes on changing them changes nothing', () => {
    const list = [1];
    step.set(A, list);
    list.push(2);
    expect(step.get(A)).toEqual([1]);
  });

  test('a handler that never ends is stopped, by name', () => {
    const forever = (run: () => void) => (): void => {
      for (;;) run();
    };
    for (const run of [() => step.get(A), () => step.set(A, 1), () => step.mark('m'), () => step.choose({ label: 'c', options: [] })]) {
      begin();
      expect(forever(run)).toThrow('a test does not end: more than 100000 accesses in one step');
    }
  });
});

describe('forgetting a process takes effect at once', () => {
  test('its memory is absent, whether the world had it or this step wrote it; what is durable stays', () => {
    begin([[A, 1], [B, 2]]);
    step.set(['memory', 'p', 'c'], 3);
    step.set(B, 4);
    step.forget('p');
    expect([step.get(A), step.has(A), step.get(['memory', 'p', 'c']), step.get(B)]).toEqual([null, false, null, 4]);
    expect(step.writesBefore.length).toBe(2);
  });

  test('what is written afterwards is there, and written after the forgetting', () => {
    begin([[A, 1]]);
    step.set(A, 2);
    step.forget('p');
    step.set(A, 3);
    step.forget('q');
    expect([step.get(A), step.writesBefore.length, step.forgotten.filter((_, at) => at % 2 === 1)]).toEqual([3, 2, [0, 1]]);
  });

  test('its exchanges are cut off, so an id that became free may be given out again', () => {
    const served: CellName = ['call', 'client', 'p', 'get', 1];
    const made: CellName = ['call', 'p', 'server', 'get', 1];
    const lost: CellName = ['call', 'p', 'server', 'get', 2];
    const task = ['client', 't', 1];
    begin([
      [served, { client: task, phase: 'serving', expires: false }], [made, { client: task, phase: 'sent', expires: false }],
      [lost, { client: task, phase: 'silent', expires: false }],
    ]);
    step.forget('p');
    expect(step.get(served)).toEqual({ client: task, phase: 'replied', expires: false });
    expect(step.get(made)).toEqual({ client: null, phase: 'sent', expires: false });
    expect(step.has(lost)).toBe(false);
  });

  test('its own events of this step are never armed, its statements answer nobody, its cancellations are moot', () => {
    step.cancel(timer('p'));
    step.cancel(timer('q'));
    step.arm(timer('p'), 'short');
    step.arm(timer('q'), 'short');
    step.arm(statement(['p', 't', 1]), 'statement');
    step.forget('p');
    expect(armed()).toEqual([timer('q'), statement(null)]);
    expect(step.cancels.length).toBe(1);
  });
});
