/**
 * A failed assertion of the modelled code (Rust's `assert!` or `unwrap`, with `panic = "abort"`): model behaviour, not a
 * defect of the model. Thrown in a handler, it ends the process that runs it. What its step did before stays done, as in
 * a real process: its request counts as received (so its client's connection is reset), its messages as sent. Its memory
 * is forgotten, and an actor's draft is never written.
 */
export class ProcessAbort extends Error {
  override readonly name: string = 'ProcessAbort';
}
