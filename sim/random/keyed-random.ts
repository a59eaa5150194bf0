/**
 * Named, keyed randomness (design section 6): each draw is a function of (seed, label, key, counter) and nothing else.
 *
 * seedrandom's alea expands (scheme, label, seed) once into two 32-bit words; a draw mixes these words with the key
 * (what the draw is about: a content hash) and the counter (how often that was asked before). So the draws do not
 * depend on the order in which they are made, and adding a label, a sled or a fault kind leaves all others as they
 * were. Integer arithmetic only; the vectors in keyed-random.test.ts are part of the format of seeds.
 *
 * It leaves out distributions (a draw is one unsigned 32-bit word) and counting (the caller keeps the counters).
 */
import alea from 'seedrandom/lib/alea.js';

/** Changes when the same seed would give other draws; it is part of what is expanded. */
export const SCHEME_VERSION = 'whatif-1';

const WORDS = 4294967296;

/** Random words by label, for one seed at a time; made once and reseeded for each run. */
export class KeyedRandom {
  private readonly labels: readonly string[];
  private readonly firstWords: Int32Array;
  private readonly secondWords: Int32Array;
  /** The reseeding at which a label was expanded last; other than `reseeding` means: not for this seed. */
  private readonly expandedAt: Int32Array;
  private reseeding = 0;
  private seed = '';

  /**
   * @param labels The names of the streams; a draw names one by its index. Their order has no effect on any draw.
   *   Until `reseed` is called, the seed is the empty string.
   */
  constructor(labels: readonly string[]) {
    const doubled = labels.find((label, index) => labels.indexOf(label) !== index);
    if (doubled !== undefined) {
      throw new RangeError(
        `The label '${doubled}' is given twice, so two kinds of draws would be equal. Give each kind a name of its own.`,
      );
    }
    this.labels = [...labels];
    this.firstWords = new Int32Array(labels.length);
    this.secondWords = new Int32Array(labels.length);
    this.expandedAt = new Int32Array(labels.length).fill(-1);
  }

  /** Starts the draws of another seed. Costs nothing until a label is drawn from: most runs use few labels. */
  reseed(seed: string): void {
    this.seed = seed;
    this.reseeding = (this.reseeding + 1) | 0;
    if (this.reseeding < 0) {
      this.reseeding = 0;
      this.expandedAt.fill(-1);
    }
  }

  /**
   * One random word.
   *
   * @param label Index into the labels.
   * @param key What the draw is about: a 32-bit content hash, signed or unsigned.
   * @param counter Which draw about it: a small integer; only its low 32 bits count.
   * @returns An unsigned 32-bit integer.
   */
  draw(label: number, key: number, counter: number): number {
    if (this.expandedAt[label] !== this.reseeding) this.expand(label);
    const first = this.firstWords[label] as number;
    const second = this.secondWords[label] as number;
    // Two keyed rounds, each a bijection of the word that it mixes: no two keys, and no two counters of one key, meet.
    let mixed = first ^ key;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    mixed = (mixed ^ (mixed >>> 15)) + (second ^ Math.imul(counter, 0x9e3779b1));
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  private expand(label: number): void {
    const name = this.labels[label];
    if (name === undefined) {
      throw new RangeError(
        `There is no label number ${label}: this source has ${this.labels.length}. Pass an index into the labels it was made with.`,
      );
    }
    // The length first: no label and seed can imitate another pair.
    const generator = alea(`${SCHEME_VERSION}:${name.length}:${name}:${this.seed}`);
    this.firstWords[label] = generator.int32();
    this.secondWords[label] = generator.int32();
    this.expandedAt[label] = this.reseeding;
  }
}

/**
 * Maps a random word to 0 .. bound - 1, by multiply-shift.
 *
 * Exact: dividing by 2^32 only changes the exponent of a double, and the product of two integers of at most 32 and 21
 * bits is below 2^53. For a larger bound (up to 2^32) the product is rounded, the same way on every engine, and may
 * move a result by one. An option's probability is off by less than 2^-32, which no number of runs can notice.
 *
 * @param word An unsigned 32-bit integer.
 * @param bound How many results there are: an integer from 1 to 2^32.
 */
export function belowBound(word: number, bound: number): number {
  return Math.floor((word / WORDS) * bound);
}
