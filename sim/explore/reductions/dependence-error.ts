/** Steps depend on each other in a way that was said not to happen: `--dependence actor` does not fit the model. */
export class DependenceError extends Error {
  /** `found` is a sentence: what there is that the dependence does not account for. */
  constructor(found: string) {
    super(`${found} So it is not enough to order the steps of each actor. Search with --dependence observed.`);
    this.name = 'DependenceError';
  }
}
