import { describe, expect, test } from 'vitest';
import { RestWatch } from './rest.js';

describe('rest', () => {
  test('is a state that came back after each recurring event fired twice', () => {
    const rest = new RestWatch();
    expect(rest.isRest('s', [1, 2])).toBe(false);
    for (const content of [1, 1, 1, 1, 2]) {
      rest.fired(content);
      expect(rest.isRest('s', [1, 2])).toBe(false);
    }
    rest.fired(2);
    expect(rest.isRest('s', [1, 2])).toBe(true);
  });

  test('is no rest while a slow period has not shown what it does, however often a fast one fired', () => {
    const rest = new RestWatch();
    for (let nth = 0; nth < 1_000; nth += 1) {
      expect(rest.isRest('s', [1, 2])).toBe(false);
      rest.fired(1);
    }
  });

  test('may be a cycle of states', () => {
    const rest = new RestWatch();
    const seen = ['a', 'b', 'a', 'b', 'a'].map((state) => {
      const isRest = rest.isRest(state, [1]);
      rest.fired(1);
      return isRest;
    });
    expect(seen).toEqual([false, false, true, true, true]);
  });

  test('is no rest while the states are new', () => {
    const rest = new RestWatch();
    for (let nth = 0; nth < 100; nth += 1) {
      expect(rest.isRest(`${nth}`, [1])).toBe(false);
      rest.fired(1);
    }
  });
});
