/**
 * The form of the recorded vectors: what the real Rust code did, one sequence of steps a line. Everything in them is
 * plain JSON with the wire's own names (`snake_case`).
 * Provenance and meaning of each field: vectors/README.md.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One recorded step. `after` is null for pure functions and when the real code panicked. */
export interface VectorStep {
  readonly input: JsonObject;
  readonly before: Json;
  readonly after: Json;
  readonly output: JsonObject;
}

/** One line of a vector file. `self` is given where the state belongs to one VMM. */
export interface VectorLine {
  readonly machine: string;
  readonly version: string;
  readonly kind: string;
  readonly id: string;
  readonly self?: string;
  readonly sequence: readonly VectorStep[];
}
