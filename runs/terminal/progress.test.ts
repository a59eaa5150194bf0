import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { progressLine, secondsLeft, shareDone, type ProgressState } from './progress-line.js';
import { startProgress } from './progress.js';

const STATE: ProgressState = { runs: 126, runsTotal: 300, events: 6_000_000, violations: 2, secondsElapsed: 5 };

describe('the line', () => {
  test.each<[number, string]>([
    [100, '[==========>             ]  42%  126/300 runs  1.20M events/s  2 violations  7s left'],
    [76, '[=======>        ]  42%  126/300 runs  1.20M events/s  2 violations  7s left'],
    [60, '42%  126/300 runs  1.20M events/s  2 violations  7s left'],
    [50, '42%  126/300 runs  2 violations  7s left'],
    [35, '42%  126/300 runs  2 violations'],
    [20, '42%  2 violations'],
    [12, '2 violations'],
  ])('at %i columns keeps what matters most', (columns, line) => {
    expect(progressLine(STATE, columns)).toBe(line);
  });

  test('never exceeds the width', () => {
    const state = fc.record({
      runs: fc.nat(),
      runsTotal: fc.option(fc.nat(), { nil: undefined }),
      events: fc.nat(),
      violations: fc.nat({ max: 5000 }),
      secondsElapsed: fc.double({ min: 0, max: 1e6, noNaN: true }),
      secondsTotal: fc.option(fc.nat({ max: 100_000 }), { nil: undefined }),
    });
    fc.assert(fc.property(state, fc.nat({ max: 200 }), (some, columns) => progressLine(some, columns).length <= columns));
  });

  test('without a total tells how long it has run', () => {
    expect(progressLine({ ...STATE, runsTotal: undefined }, 100)).toBe('126 runs  1.20M events/s  2 violations  5s');
  });

  test('tells the time left of whichever limit ends the campaign first', () => {
    expect(secondsLeft({ ...STATE, secondsTotal: 6 })).toBe(1);
    expect(secondsLeft({ ...STATE, secondsTotal: 6000 })).toBeCloseTo(6.9, 1);
    expect(shareDone({ ...STATE, secondsTotal: 6 })).toBeCloseTo(5 / 6);
    expect(secondsLeft({ ...STATE, runs: 1, runsTotal: 1000 })).toBeUndefined();
  });
});

class Screen extends Writable {
  written = '';
  columns = 60;
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.written += String(chunk);
    done();
  }
}

function show(screen: Screen, clock: { ms: number }, seconds: readonly number[]): string {
  const progress = startProgress({
    runsTotal: 300,
    stream: screen as unknown as NodeJS.WriteStream,
    nowMs: () => clock.ms,
    secondsBetweenLines: 10,
  });
  for (const second of seconds) {
    clock.ms = second * 1000;
    progress.update({ runs: second * 10, events: second * 1000, violations: 0 });
  }
  progress.stop();
  return screen.written;
}

describe('the display', () => {
  test('in a pipe writes a line every few seconds, without a bar', () => {
    const written = show(new Screen(false), { ms: 0 }, [1, 5, 9, 11, 12, 15, 20, 22]);
    expect(written).toBe(
      '36%  110/300 runs  1.00k events/s  0 violations  19s left\n73%  220/300 runs  1.00k events/s  0 violations  8s left\n',
    );
  });

  test('in a pipe writes nothing when the campaign is over at once', () => {
    expect(show(new Screen(false), { ms: 0 }, [1, 2, 3])).toBe('');
  });

  test('on a terminal redraws one line, and removes it at the end', () => {
    const written = show(new Screen(true), { ms: 0 }, [1, 2]);
    expect(written).toContain('6%  20/300 runs');
    expect(written).not.toContain('\n');
    expect(written).toMatch(/\u001b\[[02]K$/); // eslint-disable-line no-control-regex
  });
});
