/**
 * Symmetry reduction: of all states that differ in the names of exchangeable ids only (an *orbit*), the search stores and
 * expands one, the canonical form. C. Norris Ip and David Dill, Better Verification Through Symmetry (1996).
 *
 * What it leaves out: liveness (there symmetry is off), and ids that are ordered.
 */
import type { StateAtHand } from '../state-at-hand.js';
import type { Transitions } from '../../../step/transitions.js';
import { Atoms } from './atoms.js';
import { CanonicalForm } from './canonical-form.js';
import { MovedComponents } from './moved-components.js';
import { SymmetricIds, type Permutation } from './symmetric-ids.js';

export class Symmetry {
  readonly ids: SymmetricIds;
  private readonly hand: StateAtHand;
  private readonly moved: MovedComponents;
  private readonly form: CanonicalForm;
  private locals = new Int32Array(0);

  /** @throws ModelFault when the model's symmetric sets overlap. */
  constructor(transitions: Transitions, hand: StateAtHand) {
    const { model } = transitions;
    this.hand = hand;
    this.ids = new SymmetricIds(model.symmetric ?? [], model.name);
    const atoms = new Atoms(this.ids, transitions, hand.components);
    this.moved = new MovedComponents(this.ids, hand.components, atoms);
    this.form = new CanonicalForm(this.ids, atoms, this.moved);
  }

  /** Looks at components and values that were admitted. */
  examine(): void {
    this.moved.examine();
  }

  /**
   * Puts the canonical form in the place of the packed state at an offset, and returns its fingerprint's first lane. When
   * the state at hand is stale afterwards, something was met for the first time: refresh it, and do all again.
   */
  represent(words: Int32Array, at: number, hash: number): number {
    const { layout, components } = this.hand;
    const before = this.unpacked(words, at);
    const form = this.form.of(before);
    if (this.hand.isStale) return hash;
    let after = hash;
    for (let component = 0; component < components.size; component += 1) {
      const local = before[component]!;
      if (form[component] === local) continue;
      layout.change(words, at, component, local, form[component]!);
      const base = components.bases[component]!;
      after = (after + components.hashes[base + form[component]!]! - components.hashes[base + local]!) | 0;
    }
    return after;
  }

  /** Makes the canonical form of the state at hand the one at hand. */
  representAtHand(): void {
    const { hand, hand: { components } } = this;
    components.current.set(this.formOf(components.current));
    hand.pack();
  }

  /** The canonical form of a state. Admits what is new in it. */
  formOf(locals: Int32Array): Int32Array {
    return this.again((state) => this.form.of(state).slice(0, state.length), locals);
  }

  /** The renaming that makes a state its canonical form. */
  labelling(locals: Int32Array): Permutation {
    return this.again((state) => {
      this.form.of(state);
      return this.form.labelling.slice();
    }, locals);
  }

  /** A state with its ids renamed. Admits what is new in it. */
  renamed(locals: Int32Array, to: Permutation): Int32Array {
    return this.again((state) => this.moved.image(this.moved.atomsOf(state), state, to).slice(0, state.length), locals);
  }

  /**
   * Renamings that make a state each of the states of its orbit, the state itself first. Elements that are interchangeable
   * in it keep their order among themselves, for otherwise nothing would change.
   */
  *renamings(locals: Int32Array): Generator<Permutation> {
    const { ids } = this;
    this.again((state) => this.form.of(state), locals);
    const kin = ids.identity().map((element) => {
      let first = ids.starts[ids.setOf[element]!]!;
      while (first < element && !this.form.areInterchangeable(first, element)) first += 1;
      return first;
    });
    const to = ids.identity().fill(-1);
    const taken: boolean[] = [];
    function* name(element: number): Generator<Permutation> {
      if (element === ids.size) return yield to.slice();
      const set = ids.setOf[element]!;
      let from = ids.starts[set]!;
      for (let other = 0; other < element; other += 1) if (kin[other] === kin[element]) from = to[other]! + 1;
      for (let place = from; place < ids.starts[set + 1]!; place += 1) {
        if (taken[place] === true) continue;
        taken[place] = true;
        to[element] = place;
        yield* name(element + 1);
        taken[place] = false;
      }
    }
    yield* name(0);
  }

  /** What works out something in which components or values may be met for the first time, done again until there are none. */
  private again<T>(body: (state: Int32Array) => T, locals: Int32Array): T {
    for (;;) {
      if (this.hand.isStale) this.hand.refresh();
      // Components that the state has not heard of hold their first value.
      const state = new Int32Array(this.hand.components.size);
      state.set(locals.subarray(0, state.length));
      const result = body(state);
      if (!this.hand.isStale) return result;
    }
  }

  private unpacked(words: Int32Array, at: number): Int32Array {
    const { layout, components } = this.hand;
    if (this.locals.length < components.size) this.locals = new Int32Array(components.size * 2);
    for (let component = 0; component < components.size; component += 1) this.locals[component] = layout.localAt(words, at, component);
    return this.locals;
  }
}
