/** How traces and capsules name the option of a choice: by its name, or by its place where two share one. */
import type { Choice } from '../step/step.js';

/** The name of an option, unique within its choice. */
export function optionName(choice: Choice, option: number): string {
  const name = choice.options[option]?.name ?? `option ${option + 1}`;
  const doubled = choice.options.some((other, index) => index !== option && other.name === name);
  return doubled ? `${name} (${option + 1} of ${choice.options.length})` : name;
}

/** The index of the option of that name; -1 when the choice has none. */
export function optionOf(choice: Choice, name: string): number {
  return choice.options.findIndex((_, option) => optionName(choice, option) === name);
}

/** The option that is nearest to what the name says: it, or the one at its place in a choice of another number of equal options. */
export function optionAlike(choice: Choice, name: string): number {
  const option = optionOf(choice, name);
  if (option >= 0) return option;
  const place = /(\d+) of \d+$/.exec(name);
  if (place === null) return -1;
  const at = Number(place[1]) - 1;
  return at < choice.options.length && /\d+ of \d+$/.test(choice.options[at]?.name ?? '') ? at : -1;
}
