/**
 * Damaged and hostile capsules, for trials of whoever reads them: texts that were cut, mixed up or overwritten, and well-formed ones
 * with a field that is missing, doubled, of another kind, enormous or malicious, the checksum made to fit again.
 */
import fc from 'fast-check';
import { checksumOf } from '../../sim/reproduce/capsule.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What an attacker, or a bad disk, puts in the place of a value. */
const PLANTED: readonly Json[] = [
  null, true, 0, -1, 1.5, 1e308, 9_007_199_254_740_991, '', '../../../etc/passwd', '/tmp/elsewhere', '..\\..\\elsewhere', '__proto__', 'constructor',
  '<script>alert(1)</script>', '\u0000\u001b[31m', 'x'.repeat(10_000), [], {}, [[[[[[[[]]]]]]]], { __proto__: null, toString: 1 },
];

/** Changes of one capsule's text. */
export function mutationsOf(text: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.nat({ max: text.length }).map((length) => text.slice(0, length)) },
    { weight: 3, arbitrary: overwritten(text) },
    { weight: 2, arbitrary: linesMixed(text) },
    { weight: 6, arbitrary: fc.tuple(fc.array(fieldChange(), { minLength: 1, maxLength: 3 }), fc.boolean()).map(([changes, mended]) => changed(text, changes, mended)) },
  );
}

function overwritten(text: string): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat({ max: text.length }), gone: fc.nat({ max: 40 }), put: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('{', ']', '"', ',', '\\', '1e999', 'null')) });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce((before, { at, gone, put }) => before.slice(0, at) + put + before.slice(at + gone), text));
}

/** Lines are steps: left out, doubled, and moved. */
function linesMixed(text: string): fc.Arbitrary<string> {
  const lines = text.split('\n');
  const move = fc.record({ from: fc.nat({ max: lines.length - 1 }), to: fc.nat({ max: lines.length }), count: fc.nat({ max: 3 }), stays: fc.boolean() });
  return fc.array(move, { minLength: 1, maxLength: 3 }).map((moves) => {
    const mixed = [...lines];
    for (const { from, to, count, stays } of moves) {
      const part = stays ? mixed.slice(from, from + count) : mixed.splice(from, count);
      mixed.splice(to, 0, ...part);
    }
    return mixed.join('\n');
  });
}

interface FieldChange {
  /** Which of a container's entries to go into, as often as there is one. */
  readonly way: readonly number[];
  readonly planted: number;
  readonly kind: 'replace' | 'remove' | 'add' | 'grow' | 'scale' | 'swap';
}

function fieldChange(): fc.Arbitrary<FieldChange> {
  return fc.record({
    way: fc.array(fc.nat({ max: 5_039 }), { minLength: 1, maxLength: 7 }), planted: fc.nat({ max: PLANTED.length - 1 }),
    kind: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const, 'grow' as const, 'scale' as const, 'swap' as const, 'swap' as const),
  });
}

function changed(text: string, changes: readonly FieldChange[], mended: boolean): string {
  const capsule = JSON.parse(text) as { [key: string]: Json };
  for (const change of changes) alter(capsule, change);
  if (mended) {
    try {
      capsule['checksum'] = checksumOf(capsule as never);
    } catch {
      // What cannot be written canonically has no checksum: it stays as it was.
    }
  }
  return JSON.stringify(capsule, null, 1);
}

function alter(capsule: Json, { way, planted, kind }: FieldChange): void {
  const steps = (capsule as { steps?: Json }).steps;
  // Half of the changes are in the steps, which are most of a capsule.
  let at = (way[0] as number) % 2 === 0 && Array.isArray(steps) ? steps : capsule;
  for (let depth = 0; ; depth += 1) {
    if (typeof at !== 'object' || at === null) return;
    const container = at as { [key: string]: Json };
    const keys = Object.keys(container);
    const key = keys[(way[depth] ?? 0) % Math.max(1, keys.length)];
    if (key === undefined) return;
    const next = container[key];
    const isLast = depth === way.length - 1 || typeof next !== 'object' || next === null;
    if (!isLast) {
      at = next;
      continue;
    }
    if (kind === 'remove') Reflect.deleteProperty(container, key);
    else if (kind === 'add') container[`${key}!`] = PLANTED[planted] as Json;
    else if (kind === 'grow' && Array.isArray(at)) at.push(...at.slice(0, 50));
    else if (kind === 'swap' && Array.isArray(steps)) container[key] = valueElsewhere(steps, key, planted) ?? next ?? null;
    else if (kind === 'scale' && typeof next === 'number') container[key] = next * 1_000 + 1;
    else container[key] = PLANTED[planted] as Json;
    return;
  }
}

/** What stands under this name in another step. */
function valueElsewhere(steps: readonly Json[], key: string, which: number): Json | undefined {
  const values = steps.flatMap((step) => (typeof step === 'object' && step !== null && !Array.isArray(step) && Object.hasOwn(step, key) ? [step[key] as Json] : []));
  return values[(which * 7) % Math.max(1, values.length)];
}
