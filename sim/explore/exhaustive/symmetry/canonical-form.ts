/**
 * The canonical form of a state: the same for all states that differ in the names of symmetric ids only, and for no others.
 *
 * Elements are sorted by what the state says of each of them (a sum of hashes of the atoms that mention it, in which all others
 * look alike). Equal ones are mostly *interchangeable*: exchanging two of them gives the same state again, so that their order
 * does not matter. Where it does, colours are refined (an atom says something else of an element when the others that it
 * mentions have other colours), and if that is not enough each of the equal ones is set apart in turn; of the forms that come
 * out the least one is taken. So hashes only save work: that two of them are equal by chance costs time, and no exactness.
 *
 * Individualisation and refinement follow Brendan McKay, Practical Graph Isomorphism (1981). What it leaves out: pruning by
 * automorphisms other than exchanges of two elements.
 */
import { mix32 } from '../../../world/hash.js';
import type { Atom, Atoms } from './atoms.js';
import type { MovedComponents } from './moved-components.js';
import type { Permutation, SymmetricIds } from './symmetric-ids.js';

const APART = 0x61706172;

export class CanonicalForm {
  /** The renaming that made the last form. */
  labelling: Permutation;
  private readonly ids: SymmetricIds;
  private readonly atoms: Atoms;
  private readonly moved: MovedComponents;
  /** What the state at hand says of each element. */
  private readonly said: Int32Array;
  /** The elements, by set and then by colour. */
  private readonly order: Int32Array;
  /** The atoms of the state at hand. */
  private present: readonly Atom[] = [];
  private locals: Int32Array = new Int32Array(0);
  private best: Int32Array | null = null;
  private readonly candidate: Permutation;

  constructor(ids: SymmetricIds, atoms: Atoms, moved: MovedComponents) {
    this.ids = ids;
    this.atoms = atoms;
    this.moved = moved;
    this.said = new Int32Array(ids.size);
    this.order = ids.identity();
    this.labelling = ids.identity();
    this.candidate = ids.identity();
  }

  /** The form of a state, as locals; valid until the next call. It may admit components and values that are new. */
  of(locals: Int32Array): Int32Array {
    this.locals = locals;
    this.best = null;
    this.listen();
    this.sort(this.said);
    if (this.firstUneven(this.said) < 0) this.label(this.labelling);
    else this.explore(this.refined(this.said));
    return this.moved.image(this.present, locals, this.labelling);
  }

  /** Whether exchanging two elements gives the state at hand again. */
  areInterchangeable(left: number, right: number): boolean {
    const { present, atoms, locals, ids } = this;
    const exchange = ids.exchange(left, right);
    for (let nth = 0; nth < present.length; nth += 1) {
      const atom = present[nth]!;
      if (!mentions(atom, left) && !mentions(atom, right)) continue;
      const { component, local } = atoms.image(atom, exchange);
      if (local < 0 || locals[component] !== local) return false;
    }
    return true;
  }

  /** Takes the state at hand's atoms, and sums up what they say of each element. */
  private listen(): void {
    const { said, order, moved, locals } = this;
    for (let element = 0; element < order.length; element += 1) order[element] = element;
    said.set(moved.saidByAll);
    this.present = moved.atomsOf(locals);
    for (let nth = 0; nth < this.present.length; nth += 1) {
      const { elements, says } = this.present[nth]!;
      for (let at = 0; at < elements.length; at += 1) said[elements[at]!] = (said[elements[at]!]! + says[at]!) | 0;
    }
  }

  /** Sorts the elements of each set by colour. */
  private sort(colours: Int32Array): void {
    const { order, ids: { starts } } = this;
    for (let set = 0; set + 1 < starts.length; set += 1) {
      const start = starts[set]!;
      for (let at = start + 1; at < starts[set + 1]!; at += 1) {
        const element = order[at]!;
        const colour = colours[element]!;
        let to = at;
        for (; to > start && colours[order[to - 1]!]! > colour; to -= 1) order[to] = order[to - 1]!;
        order[to] = element;
      }
    }
  }

  /** The place in the order of the first of some elements that have one colour, but are not all interchangeable; -1: none. */
  private firstUneven(colours: Int32Array): number {
    const { order, ids: { setOf } } = this;
    for (let at = 1; at < order.length; at += 1) {
      const [left, right] = [order[at - 1]!, order[at]!];
      if (setOf[left] !== setOf[right] || colours[left] !== colours[right] || this.areInterchangeable(left, right)) continue;
      let first = at - 1;
      while (first > 0 && setOf[order[first - 1]!] === setOf[left] && colours[order[first - 1]!] === colours[left]) first -= 1;
      return first;
    }
    return -1;
  }

  /** The elements are named in their order. */
  private label(labelling: Permutation): void {
    for (let at = 0; at < this.order.length; at += 1) labelling[this.order[at]!] = at;
  }

  private explore(colours: Int32Array): void {
    this.sort(colours);
    const first = this.firstUneven(colours);
    if (first < 0) return this.consider();
    for (const element of this.representatives(first, colours)) {
      const apart = colours.slice();
      apart[element] = mix32(apart[element]!, APART);
      this.explore(this.refined(apart));
    }
  }

  /** Of the elements of one colour from a place on, one of each kind that are interchangeable. */
  private representatives(first: number, colours: Int32Array): number[] {
    const { order, ids: { setOf } } = this;
    const found: number[] = [];
    for (let at = first; at < order.length; at += 1) {
      const element = order[at]!;
      if (setOf[element] !== setOf[order[first]!] || colours[element] !== colours[order[first]!]) break;
      if (!found.some((other) => this.areInterchangeable(other, element))) found.push(element);
    }
    return found;
  }

  /** One way to name the elements: is its form less than the least so far? */
  private consider(): void {
    this.label(this.candidate);
    const form = this.moved.image(this.present, this.locals, this.candidate);
    if (this.best !== null && this.moved.compare(form, this.best) >= 0) return;
    this.best = form.slice();
    this.labelling.set(this.candidate);
  }

  /** Colours that also tell apart elements which are mentioned together with elements of different colours. */
  private refined(given: Int32Array): Int32Array {
    let colours = given.map((colour, element) => mix32(this.ids.setOf[element]!, colour));
    for (let count = distinct(colours); ; ) {
      const next = colours.map((colour) => mix32(colour, APART));
      for (const atom of [...this.present, ...this.moved.fixed]) {
        for (const element of atom.elements) next[element] = (next[element]! + this.atoms.sayingOf(atom, element, colours)) | 0;
      }
      const after = distinct(next);
      if (after === count) return next;
      count = after;
      colours = next;
    }
  }
}

function mentions({ elements }: Atom, element: number): boolean {
  for (let at = 0; at < elements.length; at += 1) if (elements[at] === element) return true;
  return false;
}

function distinct(colours: Int32Array): number {
  return new Set(colours).size;
}
