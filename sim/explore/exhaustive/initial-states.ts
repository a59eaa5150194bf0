/** The first states of a model: one for each way in which what it draws at the beginning can come out without a fault. */
import { ModelFault } from '../../process/model-fault.js';
import { ABSENT } from '../../world/interner.js';
import { LEAF_HEADER, LEAF_WRITES } from '../../step/leaf-pool.js';
import type { Transitions } from '../../step/transitions.js';
import { CELL, PENDING, type Components } from './components.js';
import { armsOf } from './leaf-programs.js';
import { OrderChanges } from './order-changes.js';

const INITIAL_MAX = 1_000_000;

/** Makes each first state the one at hand, in the order of its options, and calls `add`. */
export function forEachInitialState(transitions: Transitions, components: Components, add: () => void): void {
  let options: number[] = [];
  for (let nth = 0; nth < INITIAL_MAX; nth += 1) {
    const drawn: number[] = [];
    const leaf = transitions.begin(new Int32Array(0), {
      choose: (choice, at) => {
        drawn[at] = choice;
        return options[at] ?? nextFree(transitions, choice, -1);
      },
    });
    setState(transitions, components, leaf, nth === 0);
    add();
    const taken = [...transitions.taken];
    options = nextOptions(transitions, drawn, taken);
    if (options.length === 0) return;
  }
  throw new ModelFault(`more than ${INITIAL_MAX} first states`, transitions.model.name);
}

/** The next combination after these options, or none. */
function nextOptions(transitions: Transitions, drawn: readonly number[], taken: readonly number[]): number[] {
  for (let at = taken.length - 1; at >= 0; at -= 1) {
    const next = nextFree(transitions, drawn[at]!, taken[at]!);
    if (next >= 0) return [...taken.slice(0, at), next];
  }
  return [];
}

/** The first option after one that is no fault; -1 when there is none. */
function nextFree(transitions: Transitions, choice: number, after: number): number {
  return transitions.choices.choices[choice]!.options.findIndex(({ fault }, option) => option > after && fault === null);
}

function setState(transitions: Transitions, components: Components, leaf: number, isFirst: boolean): void {
  const { data } = transitions.leaves;
  const values = new Map<number, number>();
  const armsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
  for (let at = leaf + LEAF_HEADER; at < armsAt; at += 2) values.set(data[at]!, data[at + 1]!);
  const arms = armsOf(data, leaf).map(([content, duration]) => [content, components.classOf(content, duration)] as const);
  const copies = new Map<string, number>();
  for (const [content, timingClass] of arms) copies.set(`${content} ${timingClass}`, (copies.get(`${content} ${timingClass}`) ?? 0) + 1);
  // What no state before this one had is absent there.
  for (const [cell, value] of values) components.ofCell(cell, isFirst ? value : ABSENT);
  const armed = arms.map(([content, timingClass]) =>
    components.ofPending(content, timingClass, isFirst ? copies.get(`${content} ${timingClass}`) : 0));
  for (let component = 0; component < components.size; component += 1) {
    const subject = components.subjects[component]!;
    const kind = components.kinds[component];
    const value = kind === CELL ? values.get(subject) : kind === PENDING ? copies.get(`${subject} ${components.classes[component]!}`) : 0;
    components.current[component] = components.local(component, value ?? 0);
  }
  if (components.timing === null) return;
  const changes = new Map<number, number>();
  new OrderChanges(components, components.timing).begin(armed.filter((event) => components.classes[event]! > 0), changes);
  for (const [component, local] of changes) components.current[component] = local;
}
