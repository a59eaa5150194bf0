/** The short name of a content: both of its 32-bit hashes, in 16 hexadecimal digits. */
import { hashText, hashTextSecond } from '../world/hash.js';

/** Two 32-bit words (signed or unsigned) as 16 hexadecimal digits. */
export function hexWords(first: number, second: number): string {
  return hexWord(first) + hexWord(second);
}

/** The fingerprint of a canonical text. */
export function textFingerprint(text: string): string {
  return hexWords(hashText(text), hashTextSecond(text));
}

function hexWord(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
