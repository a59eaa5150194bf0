/**
 * Text from a run made safe to show: a capsule may come from anywhere, and what stands in it must not move the cursor of a
 * terminal, hide itself, or change the direction of what stands beside it.
 */

/** Control characters, lone surrogates, marks of direction, and what else takes no place but changes its surroundings. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text in one line, with every character that cannot be seen written as its number: `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);
}
