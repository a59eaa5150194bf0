/**
 * The typed failing path of a program: what `?` is in Rust. Thrown within a program and caught by it (or by the saga
 * around it); it never crosses an effect, and a program that lets it escape is at fault.
 */
import { canonical, type Value } from '../world/value.js';

/** Not an `Error`: taking the stack of each would cost more than the rest of the step. */
export class Failure<E extends Value = Value> {
  /** Plain data: it may become an answer, a row or part of a fingerprint. */
  readonly error: E;

  constructor(error: E) {
    this.error = error;
  }

  toString(): string {
    return `a failure that nothing caught: ${canonical(this.error)}`;
  }
}
