/**
 * A map from states at rest to something that was worked out for them. A state is the vector of its cells that matter and
 * of its pending events; a hash finds it, the vector decides.
 */
import { mix32 } from '../world/hash.js';

interface Entry<T> {
  readonly vector: Int32Array;
  readonly known: T;
}

export class KnownStates<T> {
  private readonly byHash = new Map<number, Entry<T>[]>();
  private readonly statesMax: number;
  private states = 0;
  /** The vector of the state that was last asked for. */
  private vector = new Int32Array(512);
  private length = 0;
  private hash = 0;

  /** It forgets everything when it holds so many states. */
  constructor(statesMax: number) {
    this.statesMax = statesMax;
  }

  /** Begins to describe a state. */
  begin(): void {
    this.length = 0;
    this.hash = 0;
  }

  /** Adds to the description. What is added, and in which order, must be the same for the same state. */
  add(part: number): void {
    if (this.length === this.vector.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.vector);
      this.vector = larger;
    }
    this.vector[this.length] = part;
    this.length += 1;
    this.hash = mix32(this.hash, part);
  }

  /** What is known of the state that was described. */
  find(): T | undefined {
    return this.byHash.get(this.hash)?.find(({ vector }) => this.isDescribed(vector))?.known;
  }

  /** Keeps something for the state that was described. */
  keep(known: T): void {
    if (this.states >= this.statesMax) {
      this.byHash.clear();
      this.states = 0;
    }
    const entry = { vector: this.vector.slice(0, this.length), known };
    const others = this.byHash.get(this.hash);
    if (others === undefined) this.byHash.set(this.hash, [entry]);
    else others.push(entry);
    this.states += 1;
  }

  private isDescribed(vector: Int32Array): boolean {
    if (vector.length !== this.length) return false;
    for (let at = 0; at < this.length; at += 1) if (vector[at] !== this.vector[at]) return false;
    return true;
  }
}
