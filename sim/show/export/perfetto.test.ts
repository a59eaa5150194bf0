import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TraceWorld } from '../../reproduce/world-of-trace.js';
import { tallyNarrator } from '../../reproduce/test-model/tally.js';
import { anyNarrator, recordedRun, runNumber } from './hostile.fixture.js';
import { perfettoTrace } from './perfetto.js';

/** From the documents "Trace Event Format" (Chromium) and Perfetto's notes on it: the phases used here, and what each must have. */
const whole = z.int().min(0);
const place = { pid: z.int().min(1), tid: z.int().min(1), ts: whole };
const args = z.record(z.string(), z.unknown()).optional();
const event = z.discriminatedUnion('ph', [
  z.strictObject({ ph: z.literal('X'), ...place, dur: whole, cat: z.string(), name: z.string(), cname: z.string().optional(), args }),
  z.strictObject({ ph: z.literal('i'), ...place, s: z.enum(['g', 'p', 't']), cat: z.string(), name: z.string(), args }),
  z.strictObject({ ph: z.enum(['b', 'e']), ...place, id: z.int(), cat: z.string().min(1), name: z.string(), args }),
  z.strictObject({ ph: z.literal('s'), ...place, id: z.int(), cat: z.string().min(1), name: z.string() }),
  z.strictObject({ ph: z.literal('f'), ...place, id: z.int(), cat: z.string().min(1), name: z.string(), bp: z.literal('e') }),
  z.strictObject({ ph: z.literal('M'), pid: z.int().min(1), tid: z.int().optional(), name: z.enum(['process_name', 'process_sort_index', 'thread_name']), args: z.record(z.string(), z.unknown()) }),
]);
const file = z.strictObject({ displayTimeUnit: z.enum(['ms', 'ns']), otherData: z.record(z.string(), z.string()), traceEvents: z.array(event) });
type TimelineEvent = z.infer<typeof event>;
type Placed = Exclude<TimelineEvent, { ph: 'M' }>;

function placed(events: readonly TimelineEvent[]): Placed[] {
  return events.filter((entry): entry is Placed => entry.ph !== 'M');
}

describe('a timeline', () => {
  test('is of the trace event format: slices nest, spans end as they began, arrows join slices and go forward', () => {
    fc.assert(fc.property(runNumber, anyNarrator, (number, narrator) => {
      const trace = recordedRun(number);
      const { traceEvents } = file.parse(JSON.parse(perfettoTrace(trace, narrator, trace.violations[0] ?? null)));
      const events = placed(traceEvents);
      const slices = new Map<string, [number, number][]>();
      for (const { ph, pid, tid, ts, ...rest } of events) {
        if (ph !== 'X') continue;
        const track = `${pid} ${tid}`;
        const end = ts + (rest as { dur: number }).dur;
        const clashes = (slices.get(track) ?? []).filter(([otherStart, otherEnd]) => {
          const disjoint = end <= otherStart || otherEnd <= ts;
          return !disjoint && !(ts <= otherStart && otherEnd <= end) && !(otherStart <= ts && end <= otherEnd);
        });
        expect(clashes).toEqual([]);
        slices.set(track, [...(slices.get(track) ?? []), [ts, end]]);
      }
      const spans = new Map<number, Placed[]>();
      const arrows = new Map<number, Placed[]>();
      for (const entry of events) {
        if (entry.ph === 'b' || entry.ph === 'e') spans.set(entry.id, [...(spans.get(entry.id) ?? []), entry]);
        if (entry.ph === 's' || entry.ph === 'f') arrows.set(entry.id, [...(arrows.get(entry.id) ?? []), entry]);
      }
      for (const [begin, end, ...more] of spans.values()) {
        expect(more).toEqual([]);
        expect([begin!.ph, end!.ph]).toEqual(['b', 'e']);
        expect(end!.ts).toBeGreaterThanOrEqual(begin!.ts);
        expect({ ...end!, ph: 'b', ts: 0, args: null }).toEqual({ ...begin!, ts: 0, args: null });
      }
      for (const [start, finish, ...more] of arrows.values()) {
        expect(more).toEqual([]);
        expect([start!.ph, finish!.ph]).toEqual(['s', 'f']);
        expect(finish!.ts).toBeGreaterThanOrEqual(start!.ts);
        for (const { pid, tid, ts } of [start!, finish!]) {
          expect((slices.get(`${pid} ${tid}`) ?? []).some(([from, to]) => from <= ts && ts < to)).toBe(true);
        }
      }
      const named = traceEvents.flatMap((entry) => (entry.ph === 'M' && entry.name === 'process_name' ? [entry.pid] : []));
      expect(new Set(events.map(({ pid }) => pid))).toEqual(new Set(named));
      expect(new Set(named).size).toBe(named.length);
    }), { numRuns: 15 });
  });

  test('has a slice for each step, and a span for each call, task and lock while it is there', () => {
    fc.assert(fc.property(runNumber, fc.double({ min: 0, max: 1, noNaN: true }), (number, part) => {
      const trace = recordedRun(number);
      const events = placed(file.parse(JSON.parse(perfettoTrace(trace, tallyNarrator, null))).traceEvents);
      expect(events.filter(({ ph }) => ph === 'X').length).toBe(trace.steps.length - 1);
      // At a moment between two steps that differ in time, what is open is what the world holds.
      const step = trace.steps[Math.floor(part * (trace.steps.length - 2))]!;
      const after = trace.steps[step.number + 1]!;
      if (after.time === step.time) return;
      const world = new TraceWorld(trace, step.number);
      for (const category of ['call', 'task', 'lock', 'link'] as const) {
        const begun = events.filter((entry) => entry.ph === 'b' && entry.cat === category && entry.ts <= step.time).length;
        const ended = events.filter((entry) => entry.ph === 'e' && entry.cat === category && entry.ts <= step.time).length;
        expect(begun - ended).toBe(world.present(category).length);
      }
    }), { numRuns: 15 });
  });
});
