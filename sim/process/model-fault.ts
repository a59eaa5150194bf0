/**
 * A finding about the model itself: a handler that threw, never ended, kept too long a log, or looked outside. It ends
 * the run, never the campaign, and is reported with the handler's name and the trace.
 */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  /** The program, endpoint or statement at fault. */
  readonly handler: string;

  constructor(message: string, handler: string, options?: ErrorOptions) {
    super(message, options);
    this.handler = handler;
  }
}
