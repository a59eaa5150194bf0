/**
 * Atoms: a component together with one of its values, as far as it mentions symmetric ids: a cell with what it holds, copies of a
 * pending event, whom such an event waits for, that nobody waits for it. What renaming makes of an atom is
 * worked out once for each way in which the ids that it mentions are renamed, and is looked up from then on.
 */
import { ABSENT } from '../../../world/interner.js';
import { canonical, type Value } from '../../../world/value.js';
import type { CellName } from '../../../world/cell.js';
import { mix32 } from '../../../world/hash.js';
import type { Transitions } from '../../../step/transitions.js';
import { CELL, FREE, PENDING, WAITS, type Components } from '../components.js';
import type { Permutation, SymmetricIds } from './symmetric-ids.js';

/** The colour of an id that is being looked at, and of all others in the first round: by set. */
const SELF = 0x73656c66;
const OTHER = 0x6f746872;

/** Larger keys are written out. */
const KEY_MAX = 2 ** 40;

/** What an atom becomes: a component and its local, or -1 where this search has not met them yet. */
interface Image {
  component: number;
  local: number;
  /** Looks them up; `admits` them, if they are new. */
  readonly find: (image: Image, admits: boolean) => void;
}

export interface Atom {
  readonly component: number;
  readonly local: number;
  /** The elements that it mentions. */
  readonly elements: readonly number[];
  /** By mentioned element: what the atom says of it, as a hash that sees only the sets of the others. */
  readonly says: readonly number[];
  readonly images: Map<number | string, Image>;
}

export class Atoms {
  private readonly ids: SymmetricIds;
  private readonly transitions: Transitions;
  private readonly components: Components;
  private readonly known: (Atom | null)[][] = [];

  constructor(ids: SymmetricIds, transitions: Transitions, components: Components) {
    this.ids = ids;
    this.transitions = transitions;
    this.components = components;
  }

  /** The atom of a component's value; null when it mentions no symmetric id, or is absent. */
  of(component: number, local: number): Atom | null {
    const known = this.known[component]?.[local];
    return known === undefined ? this.add(component, local) : known;
  }

  /** What an atom says of one of its elements when the others have colours. */
  sayingOf(atom: Atom, element: number, colours: Int32Array): number {
    return this.hash(atom.component, atom.local, (other) => (other === element ? mix32(SELF, colours[other]!) : colours[other]!));
  }

  /** The image of an atom under a permutation. Its component and local are -1 where this search has not met them yet. */
  image(atom: Atom, to: Permutation): Image {
    const key = this.key(atom.elements, to);
    let image = atom.images.get(key);
    if (image === undefined) {
      image = this.rename(atom, to);
      atom.images.set(key, image);
    }
    if (image.local < 0) image.find(image, false);
    return image;
  }

  /** Makes the component and local of an image, if this search has not met them yet. */
  admit(image: Image): void {
    image.find(image, true);
  }

  /** What a component with a value is, as text without numbers. */
  text(component: number, local: number): string {
    const { kinds, subjects, classes } = this.components;
    const { cells, contents, interner } = this.transitions;
    const value = this.components.value(component, local);
    const subject = subjects[component]!;
    switch (kinds[component]) {
      case CELL:
        return canonical([cells.names[subject]!, value === ABSENT ? [] : [interner.value(value)]]);
      case PENDING:
        return canonical([contents.events[subject] as unknown as Value, classes[component]!, value]);
      case WAITS:
        return canonical([this.text(subject, 0), this.waitSet(value).map(([member, bound]) => canonical([this.text(member, 0), bound])).sort()]);
      default:
        return canonical([this.text(subject, 0), value]);
    }
  }

  /** What tells apart the ways in which these elements are renamed. */
  private key(elements: readonly number[], to: Permutation): number | string {
    let key = 0;
    for (let nth = 0; nth < elements.length; nth += 1) {
      key = key * this.ids.size + to[elements[nth]!]!;
      if (key > KEY_MAX) return elements.map((element) => to[element]!).join();
    }
    return key;
  }

  private add(component: number, local: number): Atom | null {
    const elements = this.components.value(component, local) === 0 ? [] : this.mentioned(component, local);
    const { ids } = this;
    const saying = (element: number): number =>
      this.hash(component, local, (other) => mix32(other === element ? SELF : OTHER, ids.setOf[other]!));
    const atom = elements.length === 0 ? null : { component, local, elements, says: elements.map(saying), images: new Map<number | string, Image>() };
    (this.known[component] ??= [])[local] = atom;
    return atom;
  }

  private mentioned(component: number, local: number): number[] {
    return this.valuesIn(component, local).reduce<number[]>((found, value) => this.ids.mentioned(value, found), []);
  }

  /** Where ids may be. */
  private valuesIn(component: number, local: number): readonly Value[] {
    const { kinds, subjects } = this.components;
    const { cells, contents, interner } = this.transitions;
    const subject = subjects[component]!;
    const value = this.components.value(component, local);
    switch (kinds[component]) {
      case CELL:
        return [cells.names[subject]!, interner.value(value)];
      case PENDING:
        return [contents.events[subject] as unknown as Value];
      case WAITS:
        return [subject, ...this.waitSet(value).map(([member]) => member)].flatMap((pending) => this.valuesIn(pending, 0));
      case FREE:
        return this.valuesIn(subject, 0);
      default:
        return [];
    }
  }

  private hash(component: number, local: number, colourOf: (element: number) => number): number {
    const { kinds, subjects, classes } = this.components;
    const subject = subjects[component]!;
    const value = this.components.value(component, local);
    const kind = kinds[component]!;
    switch (kind) {
      case PENDING:
        return mix32(mix32(this.hashOfPending(component, colourOf), classes[component]!), value);
      case WAITS:
        // A set: its members have no order.
        return mix32(mix32(kind, this.hashOfPending(subject, colourOf)), this.waitSet(value).reduce(
          (sum, [member, bound]) => (sum + mix32(this.hashOfPending(member, colourOf), bound | 0)) | 0, 0));
      case FREE:
        return mix32(kind, this.hashOfPending(subject, colourOf));
      default:
        return this.valuesIn(component, local).reduce<number>((hash, part) => mix32(hash, this.ids.hash(part, colourOf)), kind);
    }
  }

  private hashOfPending(component: number, colourOf: (element: number) => number): number {
    return this.ids.hash(this.transitions.contents.events[this.components.subjects[component]!] as unknown as Value, colourOf);
  }

  private rename({ component, local }: Pick<Atom, 'component' | 'local'>, to: Permutation): Image {
    const { components } = this;
    const { cells, interner } = this.transitions;
    const subject = components.subjects[component]!;
    const value = components.value(component, local);
    switch (components.kinds[component]) {
      case CELL: {
        const cell = cells.id(this.ids.rename(cells.names[subject]!, to) as unknown as CellName);
        const renamed = interner.intern(this.ids.rename(interner.value(value), to));
        return this.imageOf((admits) => [admits ? components.ofCell(cell) : components.findCell(cell), renamed]);
      }
      case PENDING: {
        const find = this.pending(component, to);
        return this.imageOf((admits) => [find(admits), value]);
      }
      case WAITS: {
        const waiter = this.pending(subject, to);
        const members = this.waitSet(value).map(([member, bound]) => [this.pending(member, to), bound] as const);
        return this.imageOf((admits) => {
          const set = new Map(members.map(([find, bound]) => [find(admits), bound]));
          const at = waiter(admits);
          return at < 0 || set.has(-1) ? null : [components.waitsOf[at]!, components.waitSets.number(set)];
        });
      }
      default: {
        const find = this.pending(subject, to);
        return this.imageOf((admits) => [components.freeOf[find(admits)] ?? -1, value]);
      }
    }
  }

  /** Finds the component of a pending event with its ids renamed. */
  private pending(component: number, to: Permutation): (admits: boolean) => number {
    const { components } = this;
    const { contents } = this.transitions;
    const content = contents.id(this.ids.rename(contents.events[components.subjects[component]!] as unknown as Value, to));
    const timingClass = components.classes[component]!;
    return (admits) => (admits ? components.ofPending(content, timingClass) : components.find(PENDING, content, timingClass));
  }

  private imageOf(find: (admits: boolean) => readonly [component: number, value: number] | null): Image {
    const { components } = this;
    return {
      component: -1, local: -1,
      find: (image, admits) => {
        const [component, value] = find(admits) ?? [-1, 0];
        if (component < 0) return;
        image.component = component;
        image.local = admits ? components.local(component, value) : components.findLocal(component, value);
      },
    };
  }

  private waitSet(number: number): readonly (readonly [member: number, bound: number])[] {
    return this.components.waitSets.entries(number);
  }
}
