/**
 * Which keys bear another name in the model of today: a recorded key that no step has any more, and a key that no recorded
 * step had, of the same kind and differing in one part alone. A guess, which only ever makes more of a capsule align.
 */

/** The key of today by the recorded one. */
export type Aliases = ReadonlyMap<string, string>;

export const NO_ALIASES: Aliases = new Map();

/** Guesses the renamed keys. Which part was renamed into which is decided once for all keys, by how many keys it explains. */
export function aliasesOf(recorded: ReadonlySet<string>, today: ReadonlySet<string>): Aliases {
  const gone = [...recorded].filter((key) => !today.has(key));
  const added = [...today].filter((key) => !recorded.has(key));
  const votes = new Map<string, number>();
  for (const before of gone) {
    for (const after of added) {
      const renaming = renamedPart(before, after);
      if (renaming !== null) votes.set(renaming, (votes.get(renaming) ?? 0) + 1);
    }
  }
  const ranked = [...votes].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [renaming] of ranked) {
    const [before, after] = renaming.split(' ') as [string, string];
    if (names.has(before) || taken.has(after)) continue;
    names.set(before, after);
    taken.add(after);
  }
  const aliases = new Map<string, string>();
  for (const key of gone) {
    const renamed = key.split(' ').map((part) => names.get(part) ?? part).join(' ');
    if (renamed !== key) aliases.set(key, renamed);
  }
  return aliases;
}

/** The one part in which two keys differ, as `before after`; null when they differ in more, or in their kind. */
function renamedPart(before: string, after: string): string | null {
  const left = before.split(' ');
  const right = after.split(' ');
  if (left.length !== right.length || left[0] !== right[0]) return null;
  const different = left.flatMap((part, index) => (part === right[index] ? [] : [index]));
  return different.length === 1 ? `${left[different[0] as number] ?? ''} ${right[different[0] as number] ?? ''}` : null;
}
