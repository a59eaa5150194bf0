/**
 * The typed failing path of a program: what `?` is in Rust. Thrown within a program and caught by it (or by the saga
 * around it); it never crosses an effect, and a program that lets it escape is at fault.
 */
import type { Value } from '../world/value.js';

export class Failure<E extends Value = Value> extends Error {
  override readonly name = 'Failure';
  /** Plain data: it may become an answer, a row or part of a fingerprint. */
  readonly error: E;

  constructor(error: E) {
    super(JSON.stringify(error));
    this.error = error;
  }
}
