/**
 * The text of a capsule: JSON with sorted keys and one step a line, so that two capsules can be compared with `diff`.
 */
import { canonical, type Value } from '../world/value.js';
import type { AnyCapsule } from './untimed-capsule.js';

/** The text of a capsule's file, with a line end at its end. The same capsule always has the same text. */
export function capsuleText(capsule: AnyCapsule): string {
  const lines = Object.entries(capsule).sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, value]) => {
    if (key !== 'steps') return `${JSON.stringify(key)}: ${canonical(value)}`;
    const steps = capsule.steps.map((step) => canonical(defined(step)));
    return steps.length === 0 ? '"steps": []' : `"steps": [\n${steps.join(',\n')}\n]`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** A copy without the keys whose value is undefined. */
function defined(step: object): Value {
  return Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined)) as Value;
}
