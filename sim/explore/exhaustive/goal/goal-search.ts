/**
 * The fewest faults with which a fingerprint can be brought about: a search that ends with the first execution that does it.
 * What speaks of worlds at rest is judged layer by layer, each time in a search of its own; what an earlier one found is a part
 * of it.
 */
import type { Model } from '../../../process/model.js';
import { RestCheck } from '../rest/rest-check.js';
import { Search, type SearchOptions } from '../search.js';
import type { Properties } from '../properties.js';
import { BlamedSorts, towards, type Goal } from './goal.js';

export class GoalSearch {
  search: Search;
  /** What was judged at rest; null for what must hold always. */
  rest: RestCheck | null = null;
  private readonly model: Model;
  private readonly properties: Properties;
  private readonly goal: Goal;
  private readonly options: Partial<SearchOptions>;
  private readonly sorts = new BlamedSorts();
  private readonly isAtRest: boolean;
  private faultsMax: number;
  private isStopped = false;

  constructor(model: Model, properties: Properties, goal: Goal, options: Partial<SearchOptions>) {
    this.model = model;
    this.properties = properties;
    this.goal = goal;
    this.options = options;
    this.isAtRest = properties.invariants.find(({ name }) => name === goal.invariant)?.when === 'at rest';
    this.faultsMax = this.isAtRest ? 0 : this.bound;
    this.search = this.begin();
  }

  /** Goes on for a while. Returns true when it has ended: `search` and `rest` are what it ended with. @throws ModelFault */
  advance(): boolean {
    if (this.rest === null) return this.search.advance() ? this.searched() : this.again();
    return this.rest.advance() ? this.judged() : this.again();
  }

  stop(): void {
    this.isStopped = true;
    this.search.stop();
    this.rest?.stop();
  }

  run(): this {
    while (!this.advance());
    return this;
  }

  private get bound(): number {
    return this.options.faultsMax ?? Infinity;
  }

  private begin(): Search {
    this.sorts.grew = false;
    this.rest = null;
    const { model, properties } = towards(this.model, this.properties, this.goal, this.sorts);
    return new Search(model, properties, { ...this.options, faultsMax: this.faultsMax, stopWhenDecided: !this.isAtRest });
  }

  /** Another sort of cell is blamed than was remembered: all that was found so far may be wrong. */
  private again(): false {
    if (this.sorts.grew && !this.isStopped) this.search = this.begin();
    return false;
  }

  private searched(): boolean {
    if (!this.isAtRest) return this.sorts.grew && !this.isStopped ? this.again() : true;
    const { invariant, rule } = this.goal;
    this.rest = new RestCheck(this.search, {
      ...(this.options.bytesMax === undefined ? {} : { bytesMax: this.options.bytesMax }),
      accepts: (name, remains) => name !== invariant || `${remains.join(' and ')} left`.startsWith(rule),
    });
    if (this.isStopped) this.rest.stop();
    return false;
  }

  private judged(): boolean {
    if (this.sorts.grew && !this.isStopped) return this.again();
    const [decision] = this.rest!.decisions;
    if (decision!.broken !== null || !decision!.isComplete || this.search.ending !== 'fault bound' || this.rest!.ending !== 'complete' || this.faultsMax >= this.bound) return true;
    this.faultsMax += 1;
    this.search = this.begin();
    return false;
  }
}
