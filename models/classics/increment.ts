/**
 * Threads that increment a shared counter, without and with a lock: `examples/increment.rs` and `increment_lock.rs` of
 * Stateright. Without a lock two threads may read the same value, and one increment is lost.
 *
 * Without: 13 distinct states (15 generated, depth 5) with 2 threads, then 84, 755, 8,638. With: 17, 61, 257, 1,301 for 2 to
 * 5 threads, which is 4a(N) + 1 with a(1) = 1 and a(n) = n(a(n - 1) + 1), as many generated, and depth 4N + 1.
 */
import type { Invariant } from '../../sim/explore/invariant.js';
import type { Reader } from '../../sim/step/step.js';
import { keyed, spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';

/** Where a thread stands: what it does next. */
type At = 'lock' | 'read' | 'write' | 'release' | 'done';

function eachThread<T extends number | At>(count: number, value: T): Record<string, T> {
  return keyed(Object.fromEntries(Array.from({ length: count }, (_, index) => [`thread-${index}`, value])));
}

export function increment(count: number): Classic {
  const variables = { counter: 0, at: eachThread<At>(count, 'read'), hasRead: eachThread<number>(count, 0) };
  const names = Object.keys(variables.at);
  const model = spec({
    name: 'increment',
    symmetric: { threads: names },
    variables,
    actions: (of) => ({
      read: of(names, (v, name) => {
        if (v.at[name] !== 'read') return false;
        v.hasRead[name] = v.counter;
        v.at[name] = 'write';
        return true;
      }),
      write: of(names, (v, name) => {
        if (v.at[name] !== 'write') return false;
        v.counter = v.hasRead[name]! + 1;
        v.at[name] = 'done';
        return true;
      }),
    }),
  });
  return { model, invariants: [nothingLost(names, (world) => model.view(world))], examples: [] };
}

export function incrementLock(count: number): Classic {
  const variables = { counter: 0, locked: false as boolean, at: eachThread<At>(count, 'lock'), hasRead: eachThread<number>(count, 0) };
  const names = Object.keys(variables.at);
  const model = spec({
    name: 'increment with a lock',
    symmetric: { threads: names },
    variables,
    actions: (of) => ({
      lock: of(names, (v, name) => {
        if (v.at[name] !== 'lock' || v.locked) return false;
        v.locked = true;
        v.at[name] = 'read';
        return true;
      }),
      read: of(names, (v, name) => {
        if (v.at[name] !== 'read') return false;
        v.hasRead[name] = v.counter;
        v.at[name] = 'write';
        return true;
      }),
      write: of(names, (v, name) => {
        if (v.at[name] !== 'write') return false;
        v.counter = v.hasRead[name]! + 1;
        v.at[name] = 'release';
        return true;
      }),
      release: of(names, (v, name) => {
        if (v.at[name] !== 'release' || !v.locked) return false;
        v.locked = false;
        v.at[name] = 'done';
        return true;
      }),
    }),
  });
  const mutex: Invariant = {
    name: 'mutex', when: 'always', symmetric: true, source: 'increment_lock.rs', antecedent: 'a thread is in its critical section',
    sentence: 'at most one thread is in its critical section',
    check: (world) => {
      const { at } = model.view(world);
      const inside = names.filter((name) => ['read', 'write', 'release'].includes(at[name]!));
      return {
        tested: inside.length > 0,
        broken: inside.length < 2 ? null : { evidence: inside.join(' and '), blame: ['variable', 'at', inside[0]!] },
      };
    },
  };
  return { model, invariants: [nothingLost(names, (world) => model.view(world)), mutex], examples: [] };
}

function nothingLost(
  names: readonly string[], view: (world: Reader) => { readonly counter: number; readonly at: Readonly<Record<string, At>> },
): Invariant {
  return {
    name: 'nothing is lost', when: 'always', symmetric: true, source: '`fin` in increment.rs', antecedent: 'a thread has written',
    sentence: 'the counter is the number of threads that have written',
    check: (world) => {
      const { counter, at } = view(world);
      const written = names.filter((name) => at[name] === 'release' || at[name] === 'done').length;
      return {
        tested: written > 0,
        broken: written === counter ? null
          : { evidence: `${written} threads have written, and the counter is ${counter}`, blame: ['variable', 'counter'] },
      };
    },
  };
}
