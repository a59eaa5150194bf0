/**
 * The oracle of symmetry: orbits as plainly as can be. Every state of an unreduced search is written out under every
 * permutation of the symmetric ids, and the least of these texts stands for its orbit. No hashes, no colours, no tables.
 */
import { canonical, type Value } from '../../../world/value.js';
import { contentAtHand, contentOf } from '../state-content.js';
import { Expansion } from '../expansion.js';
import { PENDING } from '../components.js';
import type { Search } from '../search.js';
import { SymmetricIds, type Permutation } from './symmetric-ids.js';

/** By state of an unreduced search, a text that stands for its orbit. */
export function plainOrbits(search: Search): string[] {
  const { model } = search.transitions;
  const ids = new SymmetricIds(model.symmetric ?? [], model.name);
  const numbers = new Map<string, number>();
  // Cells and events by number, in the order in which they come: shorter than their texts, and nothing else.
  const numberOf = (value: Value): number => {
    const text = canonical(value);
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text)!;
  };
  const renamings = permutations(ids).map((to) => {
    const images: number[] = [];
    return (number: number, value: Value): number => (images[number] ??= numberOf(ids.rename(value, to)));
  });
  return Array.from({ length: search.distinct }, (_, state) => {
    const { cells, pending } = contentOf(search, state);
    const parts = [...cells, ...pending] as unknown as Value[];
    const numbered = parts.map((part) => [numberOf(part), part] as const);
    return renamings.map((image) => numbered.map(([number, part]) => image(number, part)).sort((left, right) => left - right).join())
      .reduce((least, text) => (text < least ? text : least));
  });
}

/** Every permutation that keeps each set within itself. */
export function permutations(ids: SymmetricIds): Permutation[] {
  let all = [[] as number[]];
  for (let element = 0; element < ids.size; element += 1) {
    all = all.flatMap((to) => ids.setOf.flatMap((set, place) => (set === ids.setOf[element] && !to.includes(place) ? [[...to, place]] : [])));
  }
  return all.map((to) => Int32Array.from(to));
}

/** By state of an unreduced search, the text of the canonical form that the engine finds for it, taken one by one. */
export function formsOf(search: Search, backwards: boolean): string[] {
  const expansion = new Expansion(search.transitions, { bytesMax: 1 << 20, statesMax: 1, allows: () => true, boundary: null, timing: null, symmetry: true });
  const { components } = expansion;
  const forms: string[] = [];
  const states = Array.from({ length: search.distinct }, (_, state) => state);
  for (const state of backwards ? states.reverse() : states) {
    search.expansion.load(state);
    const given = search.expansion.components;
    const values: (readonly [component: number, value: number])[] = [];
    for (let component = 0; component < given.size; component += 1) {
      const subject = given.subjects[component]!;
      const value = given.value(component, given.current[component]!);
      values.push([given.kinds[component] === PENDING ? components.ofPending(subject, 0) : components.ofCell(subject), value]);
    }
    components.current.fill(0);
    for (let component = 0; component < components.size; component += 1) components.current[component] = components.local(component, 0);
    for (const [component, value] of values) components.current[component] = components.local(component, value);
    expansion.symmetry!.representAtHand();
    forms[state] = canonical(contentAtHand(expansion) as unknown as Value);
  }
  return forms;
}
