/** Counts for reading. The same in every locale: reports and tests compare them. */

/** 1234567 as '1,234,567'. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count in at most five characters, for narrow places: 950 as '950', 1234567 as '1.23M'. */
export function formatShortCount(count: number): string {
  const units: readonly (readonly [number, string])[] = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']];
  for (const [size, letter] of units) {
    // Rounding may carry into the next unit: 999,999 is 1.00M, not 1000k.
    if (count >= size * 0.9995) return (count / size).toPrecision(3) + letter;
  }
  return String(Math.round(count));
}

/** '1 violation', '2 violations': the plural ends in s unless it is given. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
