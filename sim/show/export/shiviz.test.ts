import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyNarrator, firstRun, recordedRun, runNumber } from './hostile.fixture.js';
import { lanesOf } from './lanes.js';
import { shivizLog } from './shiviz.js';

interface Logged {
  readonly event: string;
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
}

/** Reads a log as ShiViz reads a file: the first line is the parser, between ^ and $; the second the delimiter, here none. */
function read(log: string): Logged[] {
  const [parser, delimiter] = log.split('\n', 2);
  expect(delimiter).toBe('');
  const rest = log.slice(parser!.length + 2).trim();
  return [...rest.matchAll(new RegExp(`^${parser}$`, 'gm'))].map(({ groups }) => ({
    event: groups!['event']!, host: groups!['host']!, clock: JSON.parse(groups!['clock']!) as Record<string, number>,
  }));
}

describe('a log for ShiViz', () => {
  test('keeps its rules: one entry a step; a host counts itself from 1, by one; every entry names a host that got so far', () => {
    fc.assert(fc.property(runNumber, anyNarrator, (number, narrator) => {
      const trace = recordedRun(number);
      const logged = read(shivizLog(trace, narrator, null));
      expect(logged.length).toBe(trace.steps.length - 1);
      const own = new Map<string, number>();
      for (const { host, clock } of logged) {
        expect(host).toMatch(/^\S+$/);
        own.set(host, (own.get(host) ?? 0) + 1);
        expect(clock[host]).toBe(own.get(host));
        for (const [other, time] of Object.entries(clock)) {
          expect(time).toBeGreaterThanOrEqual(1);
          expect(time).toBeLessThanOrEqual(own.get(other) ?? 0);
        }
      }
    }), { numRuns: 25 });
  });

  test('orders two steps exactly when one follows from the other', () => {
    fc.assert(fc.property(runNumber, (number) => {
      const trace = recordedRun(number);
      const logged = read(shivizLog(trace, { event: () => null, write: () => null, rule: () => null, beliefs: () => [] }, null));
      // The happens-before relation from its definition, as sets of steps.
      const before: Set<number>[] = [new Set()];
      const lastAt = new Map<string, number>();
      for (const { number: step, event, armedBy, reads } of trace.steps.slice(1)) {
        const { at } = lanesOf(event!);
        const direct = [armedBy, lastAt.get(at) ?? null, ...reads.map(({ writer }) => writer)].filter((earlier) => earlier !== null && earlier > 0) as number[];
        before.push(new Set(direct.flatMap((earlier) => [earlier, ...before[earlier]!])));
        lastAt.set(at, step);
      }
      for (let later = 1; later < before.length; later += 7) {
        for (let earlier = 1; earlier < before.length; earlier += 3) {
          if (earlier === later) continue;
          const { host, clock } = logged[earlier - 1]!;
          const isBefore = (logged[later - 1]!.clock[host] ?? 0) >= clock[host]!;
          expect(isBefore, `${earlier} before ${later}`).toBe(before[later]!.has(earlier));
        }
      }
    }), { numRuns: 15 });
  });

  test('of a violation ends with it', () => {
    const trace = firstRun(({ violations }) => violations.length > 0);
    const [violation] = trace.violations;
    const logged = read(shivizLog(trace, { event: () => null, write: () => null, rule: () => null, beliefs: () => [] }, violation!));
    expect(logged.length).toBe(violation!.step);
    expect(logged.at(-1)!.event).toContain(`✗ ${violation!.invariant} is violated`);
  });
});
