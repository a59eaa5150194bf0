/**
 * Content hashes: two independent 32-bit hashes of a text, and an integer mix.
 *
 * Integer arithmetic only (`Math.imul`, shifts), so that every JavaScript engine gives the same words; the vectors in
 * hash.test.ts are part of the format of capsules. Both lanes together make 64 bits. Not for secrets, and no verdict
 * rests on a hash being unique (design section 1).
 *
 * Follows MurmurHash3 (Austin Appleby, public domain), one round a UTF-16 code unit instead of one each four bytes.
 */

const FIRST_SEED = 0x9747b28c;
const SECOND_SEED = 0x3c6ef372;

/** The first 32-bit hash of a text, over its UTF-16 code units: an unsigned integer. */
export function hashText(text: string): number {
  let hash = FIRST_SEED;
  for (let index = 0; index < text.length; index += 1) {
    let unit = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    unit = (unit << 15) | (unit >>> 17);
    hash ^= Math.imul(unit, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  return avalanche(hash ^ text.length);
}

/** The second 32-bit hash of a text: another seed, other multipliers and rotations. An unsigned integer. */
export function hashTextSecond(text: string): number {
  let hash = SECOND_SEED;
  for (let index = 0; index < text.length; index += 1) {
    let unit = Math.imul(text.charCodeAt(index) + 1, 0x85ebca77);
    unit = (unit << 16) | (unit >>> 16);
    hash ^= Math.imul(unit, 0xc2b2ae3d);
    hash = (hash << 17) | (hash >>> 15);
    hash = (Math.imul(hash, 0x27d4eb2f) + 0x165667b1) | 0;
  }
  return avalanche(hash ^ Math.imul(text.length, 0x9e3779b1));
}

/**
 * Mixes two 32-bit words into one: each bit of either changes each bit of the result with probability near one half.
 * The order matters: `mix32(a, b)` is not `mix32(b, a)`. Signed and unsigned forms of a word give the same result,
 * an unsigned integer.
 */
export function mix32(a: number, b: number): number {
  // Either word, with the other one fixed, is mapped one to one.
  return avalanche(avalanche(a ^ 0x9e3779b9) + Math.imul(b, 0x85ebca6b));
}

/** Chris Wellons' low-bias finaliser (hash-prospector, `lowbias32`): a bijection of the 32-bit words. */
function avalanche(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
