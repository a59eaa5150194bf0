import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { capsuleOf } from '../../reproduce/capsule.js';
import { replayTo } from '../../reproduce/replay.js';
import type { Trace } from '../../reproduce/trace.js';
import { TraceWorld } from '../../reproduce/world-of-trace.js';
import { tallyNarrator, tallySimulation } from '../../reproduce/test-model/tally.js';
import type { Value } from '../../world/value.js';
import { anyNarrator, firstRun, recordedRun, runNumber } from './hostile.fixture.js';
import { itfTrace, itfValue } from './itf.js';

/** ADR-015 of Apalache, as a schema. Records may not have keys of the format's own. */
const expression: z.ZodType<unknown> = z.lazy(() => z.union([
  z.string(), z.boolean(), z.int(), z.array(expression),
  z.strictObject({ '#bigint': z.string().regex(/^-?[0-9]+$/) }), z.strictObject({ '#tup': z.array(expression) }),
  z.strictObject({ '#set': z.array(expression) }), z.strictObject({ '#map': z.array(z.tuple([expression, expression])) }),
  z.strictObject({ '#unserializable': z.string() }), z.record(z.string().regex(/^(?!#)/), expression),
]));
const state = z.object({ '#meta': z.object({ index: z.int() }) }).catchall(expression);
const schema = z.strictObject({
  '#meta': z.record(z.string(), z.unknown()), params: z.array(z.string()), vars: z.array(z.string()), states: z.array(state),
  loop: z.int().optional(),
});

/** The values that an expression of ours stands for: the inverse of `itfValue`. */
function back(value: unknown): Value {
  if (typeof value !== 'object' || value === null) return value as Value;
  if (Array.isArray(value)) return value.map(back);
  const record = value as Record<string, unknown>;
  if (typeof record['#bigint'] === 'string') return Number(record['#bigint']);
  if (Array.isArray(record['#tup'])) return record['#tup'].map(back);
  if (Array.isArray(record['#map'])) return Object.fromEntries((record['#map'] as [string, unknown][]).map(([key, part]) => [key, back(part)]));
  if (JSON.stringify(value) === '{"tag":"None","value":{"#tup":[]}}') return null;
  return Object.fromEntries(Object.entries(record).map(([key, part]) => [key, back(part)]));
}

const plainValue = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constant(null), fc.boolean(), fc.integer(), fc.string(), fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('#bigint', '#map')).filter((key) => key !== '__proto__'), tie('value'), { maxKeys: 4 })),
})).value;

describe('a trace in the Informal Trace Format', () => {
  test('is what ADR-015 says: every state has every variable, and nothing that the format keeps for itself', () => {
    fc.assert(fc.property(runNumber, anyNarrator, (number, narrator) => {
      const trace = recordedRun(number);
      const { vars, states } = schema.parse(JSON.parse(itfTrace(trace, narrator, null)));
      expect(states.length).toBe(trace.steps.length);
      states.forEach((each, index) => {
        expect(each['#meta'].index).toBe(index);
        expect(Object.keys(each).sort()).toEqual(['#meta', ...vars].sort());
      });
    }), { numRuns: 4 });
  });

  test('holds every value, none the same as another', () => {
    fc.assert(fc.property(plainValue, (value) => {
      const written = itfValue(value);
      expect(expression.safeParse(written).success).toBe(true);
      expect(back(written)).toEqual(value);
    }), { numRuns: 300 });
  });

  test('holds the cells and the pending events of each step', () => {
    // Among them steps at which somebody died who waited for a statement.
    const orphaned = firstRun(({ steps }) => steps.some(({ armed }) => armed.some(({ carriedOver }) => carriedOver)));
    const step = orphaned.steps.find(({ armed }) => armed.some(({ carriedOver }) => carriedOver))!.number;
    const moments = fc.tuple(runNumber, fc.double({ min: 0, max: 1, noNaN: true })).map(([number, part]): [Trace, number] => {
      const trace = recordedRun(number);
      return [trace, Math.floor(part * (trace.steps.length - 1))];
    });
    fc.assert(fc.property(moments, ([trace, step]) => {
      const { states } = schema.parse(JSON.parse(itfTrace(trace, tallyNarrator, null)));
      const world = new TraceWorld(trace, step);
      for (const category of ['process', 'memory', 'task', 'call', 'row', 'link'] as const) {
        const cells = (states[step]![category] as { '#map': [unknown, unknown][] })['#map'].map(([name, value]) => [name, back(value)].map((part) => JSON.stringify(part)));
        const expected = world.present(category).map(({ cell, value }) => {
          const parts = cell.slice(1).map(itfValue);
          return [parts.length === 1 ? parts[0] : { '#tup': parts }, value].map((one) => JSON.stringify(one));
        });
        expect(cells.sort()).toEqual(expected.sort());
      }
      const capsule = capsuleOf(trace, {
        scenario: 'tally', policy: 'p', profile: 'rough', settings: {}, faults: null, seed: '', modelHash: '', violation: null,
      });
      const other = tallySimulation().simulation;
      replayTo(other, capsule, step);
      const pending = new Map<string, number>();
      for (let node = 0; node < other.agenda.count; node += 1) {
        if (!other.agenda.isPending(node)) continue;
        const text = other.transitions.contents.text(other.agenda.contents[node]!);
        pending.set(text, (pending.get(text) ?? 0) + 1);
      }
      const listed = (states[step]!['pending'] as { '#map': [unknown, unknown][] })['#map'].map(([event, times]) => [back(event), back(times)]);
      expect(new Map(listed.map(([event, times]) => [JSON.stringify(event), times]))).toEqual(
        new Map([...pending].map(([text, times]) => [JSON.stringify(JSON.parse(text)), times])));
    }), { numRuns: 12, examples: [[[orphaned, step]]] });
  });
});
