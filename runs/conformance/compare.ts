/**
 * Exact comparison of what was recorded with what the model says: the same keys, the same values, nothing ignored.
 */

/** Where two values first differ, or null when they are equal. The place reads like `output.calls[2].call`. */
export function firstDifference(recorded: unknown, modelled: unknown, place: string): string | null {
  if (Object.is(recorded, modelled)) return null;
  if (!isContainer(recorded) || !isContainer(modelled)) return place;
  if (Array.isArray(recorded) !== Array.isArray(modelled)) return place;
  const keys = new Set([...Object.keys(recorded), ...Object.keys(modelled)]);
  for (const key of [...keys].sort()) {
    const inner = Array.isArray(recorded) ? `${place}[${key}]` : `${place}.${key}`;
    if (!(key in recorded) || !(key in modelled)) return inner;
    const found = firstDifference(recorded[key], modelled[key], inner);
    if (found !== null) return found;
  }
  return null;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
