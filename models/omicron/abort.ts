/**
 * A failed assertion of the modelled code (Rust's `assert!`, `unwrap`, `expect`). Omicron and Propolis are built with
 * `panic = "abort"` (the release profiles of both root Cargo.toml), so a ModelAbort ends the process it happens in.
 *
 * It is behaviour of the model, not a mistake in the model: the engine ends the process whose handler throws it.
 * Leaves out the panic's own text, which depends on the compiler.
 */

import { ProcessAbort } from '../../sim/process/abort.js';

/** Thrown where the modelled code would panic. `assertion` says in our words what it relied on. */
export class ModelAbort extends ProcessAbort {
  override readonly name: string = 'ModelAbort';

  constructor(readonly assertion: string) {
    super(`the modelled process aborts: it relied on "${assertion}", which does not hold here`);
  }
}

/** Stands for an assertion of the modelled code: throws ModelAbort unless `condition` holds. */
export function modelAssert(condition: boolean, assertion: string): asserts condition {
  if (!condition) throw new ModelAbort(assertion);
}
