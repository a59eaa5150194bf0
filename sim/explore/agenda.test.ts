import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Agenda } from './agenda.js';

/** Contents 0 to 7; their hashes are in another order than their ids. */
const HASHES = [70, 10, 60, 20, 50, 30, 40, 0];

interface Node {
  readonly node: number;
  readonly content: number;
  time: number;
  readonly tie: number;
  parked: boolean;
}

type Command =
  | { readonly do: 'add'; readonly content: number; readonly time: number; readonly tie: number }
  | { readonly do: 'pop' | 'pop and park' | 'peek' | 'clear' }
  | { readonly do: 'release' | 'find' | 'cancel'; readonly which: number; readonly time: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), content: fc.nat({ max: 7 }), time: fc.nat({ max: 4 }), tie: fc.nat({ max: 2 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('pop' as const, 'pop and park' as const, 'peek' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'find' as const, 'cancel' as const), which: fc.nat({ max: 7 }), time: fc.nat({ max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
);

/** The same with a sorted array. */
class Sorted {
  nodes: Node[] = [];

  first(): Node | undefined {
    const ready = this.nodes.filter(({ parked }) => !parked);
    return ready.sort((left, right) =>
      left.time - right.time || left.tie - right.tie || HASHES[left.content]! - HASHES[right.content]!)[0];
  }

  end(node: number): void {
    this.nodes = this.nodes.filter((other) => other.node !== node);
  }

  last(content: number): number {
    return Math.max(-1, ...this.nodes.filter((node) => node.content === content).map(({ node }) => node));
  }
}

describe('the agenda', () => {
  test('does what a sorted array does: time first, then the drawn tie, then content', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
      const agenda = new Agenda(HASHES);
      let sorted = new Sorted();
      const alike = (node: number, expected: Node | undefined): void => {
        if (expected === undefined) return expect(node).toBe(-1);
        // Nodes that differ in nothing may come in either order.
        const order = (at: number): number[] => [agenda.times[at]!, agenda.tie(at), agenda.contents[at]!];
        expect(order(node)).toEqual([expected.time, expected.tie, expected.content]);
      };
      for (const command of commands) {
        switch (command.do) {
          case 'add': {
            const { content, time, tie } = command;
            sorted.nodes.push({ node: agenda.add(time, tie, content, 0, 0), content, time, tie, parked: false });
            break;
          }
          case 'peek':
            alike(agenda.peek(), sorted.first());
            break;
          case 'pop':
          case 'pop and park': {
            const expected = sorted.first();
            const node = agenda.pop();
            alike(node, expected);
            if (node < 0) break;
            const popped = sorted.nodes.find((other) => other.node === node)!;
            if (command.do === 'pop') {
              sorted.end(node);
            } else {
              agenda.park(node);
              popped.parked = true;
            }
            break;
          }
          case 'release': {
            const parked = sorted.nodes.filter((node) => node.parked)[command.which];
            if (parked === undefined) break;
            agenda.release(parked.node, command.time);
            parked.parked = false;
            parked.time = command.time;
            break;
          }
          case 'find':
            expect(agenda.find(command.which)).toBe(sorted.last(command.which));
            break;
          case 'cancel': {
            const node = agenda.find(command.which);
            if (node < 0) break;
            agenda.end(node);
            sorted.end(node);
            break;
          }
          case 'clear':
            agenda.clear();
            sorted = new Sorted();
        }
        expect(agenda.pending).toBe(sorted.nodes.length);
        for (const { node, parked } of sorted.nodes) expect([agenda.isPending(node), agenda.isParked(node)]).toEqual([true, parked]);
      }
    }), { numRuns: 300 });
  });

  test('grows: ten thousand events come in order', () => {
    const agenda = new Agenda(HASHES);
    for (let nth = 0; nth < 10_000; nth += 1) agenda.add((nth * 7919) % 10_000, 0, nth % 8, nth, 0);
    const times = Array.from({ length: 10_000 }, () => agenda.times[agenda.pop()]);
    expect(times).toEqual(times.map((_, index) => index));
    expect(agenda.pop()).toBe(-1);
  });
});
