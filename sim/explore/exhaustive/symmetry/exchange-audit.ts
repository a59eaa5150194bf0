/**
 * Looks whether the ids that a model declares symmetric are: in a sample of states, exchanging two of them must lead to the same
 * successors with these two exchanged. All first states are looked at. A sample proves nothing, but what breaks a symmetry
 * (an order, a favourite, a number in place of an id) mostly shows at once.
 */
import { canonical, type Value } from '../../../world/value.js';
import { ModelFault } from '../../../process/model-fault.js';
import type { Expansion } from '../expansion.js';
import { forEachInitialState } from '../initial-states.js';
import { literalSuccessors, type LiteralSuccessor } from './literal-successors.js';
import type { Permutation } from './symmetric-ids.js';
import type { Symmetry } from './symmetry.js';

/** The first so many states that are expanded, and then one in so many. */
const SAMPLE_FIRST = 32;
const SAMPLE_EVERY = 4_096;

export class ExchangeAudit {
  /** How many states were looked at. */
  audited = 0;
  private readonly expansion: Expansion;
  private readonly symmetry: Symmetry;
  private expanded = 0;

  constructor(expansion: Expansion, symmetry: Symmetry) {
    this.expansion = expansion;
    this.symmetry = symmetry;
  }

  /** Looks at the first states. @throws ModelFault */
  begin(): void {
    const { components, transitions } = this.expansion;
    const states: Int32Array[] = [];
    forEachInitialState(transitions, components, () => void states.push(components.current.slice(0, components.size)));
    const known = new Set(states.map(keyOf));
    for (const exchange of this.symmetry.ids.exchanges()) {
      for (const state of states) {
        if (!known.has(keyOf(this.symmetry.renamed(state, exchange)))) throw this.fault(exchange, 'a first state is none any more');
      }
    }
  }

  /** Looks at a stored state that was expanded, if it is in the sample. What is at hand afterwards is another one. @throws ModelFault */
  look(state: number, cost: number): void {
    this.expanded += 1;
    if (this.expanded > SAMPLE_FIRST && this.expanded % SAMPLE_EVERY !== 0) return;
    this.audited += 1;
    const { expansion, symmetry } = this;
    expansion.load(state);
    const home = expansion.components.current.slice(0, expansion.components.size);
    const successors = literalSuccessors(expansion, home, cost);
    for (const exchange of symmetry.ids.exchanges()) {
      const there = new Map(literalSuccessors(expansion, symmetry.renamed(home, exchange), cost).map((successor) => [keyOf(successor.locals), successor]));
      const here = new Map(successors.map((successor) => [keyOf(symmetry.renamed(successor.locals, exchange)), successor]));
      const [key, alone] = [...here, ...there].find(([each]) => !here.has(each) || !there.has(each)) ?? [null, null];
      if (alone !== null) throw this.fault(exchange, there.has(key) ? `${textOf(alone)} can happen only then` : `${textOf(alone)} cannot happen any more`);
    }
  }

  private fault(exchange: Permutation, what: string): ModelFault {
    const { ids, setOf, sets } = this.symmetry.ids;
    const exchanged = ids.flatMap((id, element) => (exchange[element] === element ? [] : [element]));
    const { name } = sets[setOf[exchanged[0]!]!]!;
    return new ModelFault(`the ${name} are declared symmetric, but with ${exchanged.map((element) => ids[element]).join(' and ')} exchanged ${what}. ` +
      'Find what makes a difference between them (an order, a number, a name within a text), or do without symmetry.', this.expansion.transitions.model.name);
  }
}

function textOf({ event }: LiteralSuccessor): string {
  return canonical(event as unknown as Value);
}

/** The same for two states exactly when they are one. Components that are not heard of yet hold their first value: 0. */
function keyOf(locals: Int32Array): string {
  let end = locals.length;
  while (end > 0 && locals[end - 1] === 0) end -= 1;
  return locals.subarray(0, end).join();
}
