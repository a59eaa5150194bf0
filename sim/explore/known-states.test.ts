import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KnownStates } from './known-states.js';

function described(states: KnownStates<string>, parts: readonly number[]): KnownStates<string> {
  states.begin();
  for (const part of parts) states.add(part);
  return states;
}

it('what is known of a state is found by its whole vector, as in a map', () => {
  const vectors = fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 6 }), { maxLength: 30 });
  fc.assert(fc.property(vectors, (list) => {
    const states = new KnownStates<string>(1000);
    const map = new Map<string, string>();
    for (const parts of list) {
      const text = parts.join();
      expect(described(states, parts).find()).toBe(map.get(text));
      if (!map.has(text)) {
        states.keep(text);
        map.set(text, text);
      }
    }
  }));
});

it('it forgets when it is full, and goes on', () => {
  const states = new KnownStates<string>(2);
  for (const part of [1, 2, 3]) described(states, [part]).keep(String(part));
  expect(described(states, [1]).find()).toBeUndefined();
  expect(described(states, [3]).find()).toBe('3');
});
