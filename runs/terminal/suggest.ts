/** Unknown names, answered with the nearest known one: scenarios, invariants, profiles, rules, policies. */
import { distance } from 'fastest-levenshtein';
import { UsageError } from './failure.js';

const LISTED_NAMES_MAX = 30;

/**
 * The name that was probably meant, or undefined when none is near: at most two slips, or one in three characters.
 * A name that starts with what was given counts as near.
 */
export function nearestName(given: string, valid: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  let nearest: string | undefined;
  let slips = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of valid) {
    const between = distance(wanted, name.toLowerCase());
    if (between < slips && between < Math.max(name.length, wanted.length)) [nearest, slips] = [name, between];
  }
  if (nearest !== undefined || wanted === '') return nearest;
  return valid.find((name) => name.toLowerCase().startsWith(wanted));
}

/**
 * The error for a name that is not known.
 *
 * @param kind What kind of thing it names, as in "unknown scenario": singular.
 * @param list A command that lists the valid names with what they mean, if there is one.
 */
export function unknownName(kind: string, given: string, valid: readonly string[], list?: string): UsageError {
  const nearest = nearestName(given, valid);
  const names = [...valid].sort();
  const listed = names.slice(0, LISTED_NAMES_MAX).join(', ');
  const more = names.length > LISTED_NAMES_MAX ? `, and ${names.length - LISTED_NAMES_MAX} more` : '';
  const next = [names.length === 0 ? `There is no ${kind} yet.` : `Valid: ${listed}${more}.`];
  if (list !== undefined) next.push(`\`${list}\` says what each one is.`);
  return new UsageError({
    what: `unknown ${kind} '${given}'.${nearest === undefined ? '' : ` Did you mean '${nearest}'?`}`,
    next: next.join(' '),
  });
}

/** What a name stands for. @throws UsageError that suggests the nearest name, when it is unknown. */
export function lookUp<T>(kind: string, given: string, known: ReadonlyMap<string, T>, list?: string): T {
  if (!known.has(given)) throw unknownName(kind, given, [...known.keys()], list);
  return known.get(given) as T;
}
