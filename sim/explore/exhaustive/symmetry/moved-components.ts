/**
 * Which components renaming moves. Most that mention symmetric ids hold one value each in all states, and renaming exchanges
 * them among themselves (the pending actions of a specification): these stay where they are, and are looked at once.
 */
import { ABSENT } from '../../../world/interner.js';
import type { Components } from '../components.js';
import type { Atom, Atoms } from './atoms.js';
import type { Permutation, SymmetricIds } from './symmetric-ids.js';

export class MovedComponents {
  /** The atoms of the components that stay where they are. */
  fixed: readonly Atom[] = [];
  private readonly ids: SymmetricIds;
  private readonly components: Components;
  private readonly atoms: Atoms;
  private moved: number[] = [];
  /** What the fixed atoms say of each element. */
  private fixedSaying: Int32Array;
  /** By component: how many of its values were looked at, and whether one of them mentions an id. */
  private readonly examined: number[] = [];
  private readonly mentioning: boolean[] = [];
  private readonly present: Atom[] = [];
  private form = new Int32Array(0);

  constructor(ids: SymmetricIds, components: Components, atoms: Atoms) {
    this.ids = ids;
    this.components = components;
    this.atoms = atoms;
    this.fixedSaying = new Int32Array(ids.size);
  }

  /** Looks at what is new. Call when components or values were admitted. */
  examine(): void {
    const { counts } = this.components;
    let changed = false;
    for (let component = 0; component < this.components.size; component += 1) {
      const before = this.examined[component] ?? 0;
      if (before === counts[component]) continue;
      let mentions = this.mentioning[component] ?? false;
      for (let local = before; local < counts[component]!; local += 1) mentions = this.atoms.of(component, local) !== null || mentions;
      if (mentions && (this.mentioning[component] !== true || before === 1)) changed = true;
      this.mentioning[component] = mentions;
      this.examined[component] = counts[component]!;
    }
    if (changed) this.divide();
  }

  /** What all states say of each element alike. */
  get saidByAll(): Int32Array {
    return this.fixedSaying;
  }

  /** The atoms of a state that renaming moves; the array is used again by the next call. */
  atomsOf(locals: Int32Array): readonly Atom[] {
    const { present, moved, atoms } = this;
    present.length = 0;
    for (let nth = 0; nth < moved.length; nth += 1) {
      const atom = atoms.of(moved[nth]!, locals[moved[nth]!]!);
      if (atom !== null) present.push(atom);
    }
    return present;
  }

  /** The image of a state whose atoms these are; valid until the next call. */
  image(present: readonly Atom[], locals: Int32Array, to: Permutation): Int32Array {
    const { components, atoms, moved } = this;
    if (this.form.length < components.size) this.form = new Int32Array(components.size * 2);
    for (let component = 0; component < components.size; component += 1) this.form[component] = locals[component]!;
    for (let nth = 0; nth < moved.length; nth += 1) this.form[moved[nth]!] = -1;
    for (let nth = 0; nth < present.length; nth += 1) {
      const image = atoms.image(present[nth]!, to);
      if (image.local < 0) atoms.admit(image);
      this.form[image.component] = image.local;
    }
    for (let nth = 0; nth < moved.length; nth += 1) {
      const component = moved[nth]!;
      if (this.form[component]! >= 0) continue;
      // What mentions no id stays; where something did, and nothing took its place, there is nothing now.
      const stays = atoms.of(component, locals[component]!) === null;
      this.form[component] = stays ? locals[component]! : components.local(component, ABSENT);
    }
    return this.form;
  }

  /** Which of two states comes first: by fingerprint, and where that is the same, by what they consist of. */
  compare(left: Int32Array, right: Int32Array): number {
    const byHash = this.components.fingerprint(left) - this.components.fingerprint(right);
    if (byHash !== 0) return byHash;
    const [leftText, rightText] = [this.text(left, right), this.text(right, left)];
    return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
  }

  /** What a state has where another one has something else. */
  private text(form: Int32Array, other: Int32Array): string {
    return this.moved.filter((component) => form[component] !== other[component]).map((component) => this.atoms.text(component, form[component]!))
      .sort().join('\n');
  }

  /** Components of one value stay, if each exchange makes of them others of the kind. */
  private divide(): void {
    const { components, atoms, ids } = this;
    const exchanges = ids.exchanges();
    let fixed = new Set<number>();
    for (let component = 0; component < components.size; component += 1) {
      if (this.mentioning[component] === true && components.counts[component] === 1) fixed.add(component);
    }
    for (let before = -1; fixed.size !== before;) {
      before = fixed.size;
      fixed = new Set([...fixed].filter((component) => exchanges.every((exchange) => {
        const image = atoms.image(atoms.of(component, 0)!, exchange);
        return image.local === 0 && fixed.has(image.component);
      })));
    }
    this.moved = [];
    for (let component = 0; component < components.size; component += 1) {
      if (this.mentioning[component] === true && !fixed.has(component)) this.moved.push(component);
    }
    this.fixed = [...fixed].map((component) => atoms.of(component, 0)!);
    this.fixedSaying = new Int32Array(ids.size);
    for (const { elements, says } of this.fixed) {
      elements.forEach((element, at) => { this.fixedSaying[element] = (this.fixedSaying[element]! + says[at]!) | 0; });
    }
  }
}
