import { describe, expect, it } from 'vitest';
import { Choices } from '../step/registry.js';
import { Odds, WORDS_PER_MILLION } from './odds.js';

const CHOICE = {
  label: 'request',
  options: [
    { name: 'delivered', fault: null }, { name: 'lost', fault: 'lost' }, { name: 'later', fault: null },
    { name: 'refused', fault: 'refused' },
  ],
};

function odds(rates: Readonly<Record<string, number>>): { odds: Odds; choice: number } {
  const choices = new Choices();
  const made = new Odds(choices);
  made.reset(new Map(Object.entries(rates)));
  return { odds: made, choice: choices.id(CHOICE) };
}

describe('the odds of a run', () => {
  it('give each fault its share of the words, in the order of the options', () => {
    const { odds: made, choice } = odds({ lost: 1000, refused: 500 });
    expect(made.threshold(choice)).toBe(Math.floor(1000 * WORDS_PER_MILLION) + Math.floor(500 * WORDS_PER_MILLION));
    expect(made.fault(choice, 0)).toBe(1);
    expect(made.fault(choice, Math.floor(1000 * WORDS_PER_MILLION) - 1)).toBe(1);
    expect(made.fault(choice, Math.floor(1000 * WORDS_PER_MILLION))).toBe(3);
  });

  it('leave out what this run switched off, also after another run', () => {
    const { odds: made, choice } = odds({ lost: 1000, refused: 500 });
    made.threshold(choice);
    made.reset(new Map([['refused', 500]]));
    expect(made.threshold(choice)).toBe(Math.floor(500 * WORDS_PER_MILLION));
    expect(made.fault(choice, 0)).toBe(3);
    made.reset(new Map());
    expect(made.threshold(choice)).toBe(0);
  });

  it('draw among several options that are no fault, and not where there is one', () => {
    const { odds: made, choice } = odds({});
    made.threshold(choice);
    expect(made.only(choice)).toBe(-1);
    expect([0, 4294967295].map((word) => made.free(choice, word))).toEqual([0, 2]);
  });
});
