import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecisionTrees, insertPath, UNKNOWN } from './decision-trees.js';

describe('decision trees', () => {
  test('hold what a Map of branches holds, however many there are', () => {
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 400 })), { minLength: 1, maxLength: 12_000 }),
      (branches) => {
        const trees = new DecisionTrees();
        const nodes = Array.from({ length: 61 }, () => trees.addNode(4));
        const model = new Map<string, number>();
        branches.forEach(([nth, value], index) => {
          const key = `${nth} ${value}`;
          if (model.has(key)) return;
          model.set(key, index + 1);
          trees.setBranch(nodes[nth]!, value, index + 1);
        });
        for (const [nth, value] of branches) expect(trees.branch(nodes[nth]!, value)).toBe(model.get(`${nth} ${value}`));
        expect(trees.branch(nodes[0]!, 3)).toBe(UNKNOWN);
        expect(trees.branch(nodes[1]!, 401)).toBe(UNKNOWN);
      },
    ), { numRuns: 20 });
  });

  test('lead every path of a function to its leaf, as a Map of paths does', () => {
    // What is tested next depends on what was found so far, as in a handler.
    const subjectAfter = (values: readonly number[]): number =>
      4 * (1 + values.reduce((sum, value, index) => (sum * 5 + value + index) % 97, 0));
    const path = fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 3 });
    fc.assert(fc.property(fc.array(path, { maxLength: 200 }), (paths) => {
      const trees = new DecisionTrees();
      const leaves = new Map<string, number>();
      let root = UNKNOWN;
      for (const values of paths) {
        const key = values.join();
        if (leaves.has(key)) continue;
        leaves.set(key, -(leaves.size + 1));
        root = insertPath(trees, root, values.flatMap((value, nth) => [subjectAfter(values.slice(0, nth)), value]), leaves.get(key)!);
      }
      for (const values of paths) {
        let at = root;
        for (const [nth, value] of values.entries()) {
          expect(trees.nodes[at]).toBe(subjectAfter(values.slice(0, nth)));
          at = trees.branch(at, value);
        }
        expect(at).toBe(leaves.get(values.join()));
      }
    }), { numRuns: 50 });
  });

  test('refuse a path that contradicts them: no function of its tests would take it', () => {
    const trees = new DecisionTrees();
    const root = insertPath(trees, UNKNOWN, [4, 1, 8, 2], -1);
    expect(insertPath(trees, root, [8, 1], -2)).toBe(UNKNOWN); // Another first test.
    expect(insertPath(trees, root, [4, 1], -2)).toBe(UNKNOWN); // Ends where it went on before.
    expect(insertPath(trees, root, [4, 1, 8, 2, 12, 0], -2)).toBe(UNKNOWN); // Goes on where it ended before.
    expect(insertPath(trees, root, [4, 1, 8, 2], -2)).toBe(UNKNOWN); // The same tests, another leaf.
    expect(insertPath(trees, root, [], -2)).toBe(UNKNOWN);
    expect(insertPath(trees, root, [4, 2], -2)).toBe(root);
  });

  test('a function that tests nothing is a leaf alone', () => {
    expect(insertPath(new DecisionTrees(), UNKNOWN, [], -7)).toBe(-7);
  });
});
