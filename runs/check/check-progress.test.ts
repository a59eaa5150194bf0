import { expect, test } from 'vitest';
import { searchLine, startCheckProgress, type SearchProgress } from './check-progress.js';

const PROGRESS: SearchProgress = { faults: 1, depth: 12, distinct: 40_000, generated: 123_456, frontier: 789, bytes: 5_400_000, seconds: 4 };

test('a line says how far the search is, as far as it fits', () => {
  expect(searchLine(PROGRESS, Infinity)).toBe('1 fault, depth 12: 40,000 states, 123,456 generated, 10,000 states/s, frontier 789, 5 MB');
  expect(searchLine(PROGRESS, 60)).toBe('1 fault, depth 12: 40,000 states, 123,456 generated');
  expect(searchLine(PROGRESS, 10)).toBe('1 fault, d');
  expect(searchLine({ ...PROGRESS, doing: 'worlds at rest: 7 of 40000 states looked at' }, 20)).toBe('worlds at rest: 7 of');
});

test('a terminal has one line, which is redrawn and removed', () => {
  const written: string[] = [];
  const progress = startCheckProgress((text) => void written.push(text), () => ({ isTty: true, columns: 41, hasColor: false }));
  progress.show(PROGRESS);
  progress.show(PROGRESS);
  progress.stop();
  expect(written).toEqual(['\r\u001b[K1 fault, depth 12: 40,000 states', '\r\u001b[K1 fault, depth 12: 40,000 states', '\r\u001b[K']);
});

test('a pipe gets a line every ten seconds, and nothing to erase', () => {
  const written: string[] = [];
  const progress = startCheckProgress((text) => void written.push(text), () => ({ isTty: false, columns: Infinity, hasColor: false }));
  for (let seconds = 0; seconds < 25; seconds += 1) progress.show({ ...PROGRESS, seconds });
  progress.stop();
  expect(written).toHaveLength(2);
  expect(written.join('')).not.toContain('\u001b');
});
