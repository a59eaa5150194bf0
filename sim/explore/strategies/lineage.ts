/**
 * A run that begins like another one: `amber-7@41:amber-9` is the run of amber-7 up to its step 41, and from there on draws
 * what amber-9 would. Its plan (kinds of fault, number of requests, length) stays that of amber-7.
 *
 * Each draw is keyed, so that a prefix is the same for whatever comes after it: nothing has to be stored but the name.
 */
export interface Lineage {
  readonly first: string;
  /** The further seeds, each with the number of steps after which it takes over. Ascending. */
  readonly tails: readonly { readonly steps: number; readonly seed: string }[];
}

/** How often a run may part from its ancestors: names are typed by people. */
export const TAILS_MAX = 3;

const TAIL = /@(\d{1,6}):([^@:]+)/gy;

/** Any seed is the name of a run: one that is no lineage stands for itself. */
export function lineageOf(seed: string): Lineage {
  const at = seed.indexOf('@');
  if (at <= 0) return { first: seed, tails: [] };
  const tails: { steps: number; seed: string }[] = [];
  let end = at;
  TAIL.lastIndex = at;
  for (let match = TAIL.exec(seed); match !== null; match = TAIL.exec(seed)) {
    tails.push({ steps: Number(match[1]), seed: match[2] as string });
    end = TAIL.lastIndex;
  }
  const ascends = tails.every(({ steps }, index) => index === 0 || steps > (tails[index - 1]?.steps ?? 0));
  return end === seed.length && ascends ? { first: seed.slice(0, at), tails } : { first: seed, tails: [] };
}

/** The name of the run that is `parent` up to some steps, and goes on as `seed`; null when that would be too long a name. */
export function extended(parent: string, steps: number, seed: string): string | null {
  const { first, tails } = lineageOf(parent);
  // What lies beyond the steps never happens.
  const kept = tails.filter((tail) => tail.steps < steps);
  if (kept.length >= TAILS_MAX) return null;
  return `${[first, ...kept.map((tail) => `${tail.steps}:${tail.seed}`)].join('@')}@${steps}:${seed}`;
}
