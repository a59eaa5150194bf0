/**
 * A failed assertion of the modelled code (Rust's `assert!` or `unwrap`, with `panic = "abort"`): model behaviour, not a
 * defect of the model. Thrown in a handler, it ends the process that runs it; what its step had written is discarded.
 */
export class ProcessAbort extends Error {
  override readonly name: string = 'ProcessAbort';
}
