/** A state as a text that says all of it, whatever ids its values have: to compare searches with each other. */
import { ABSENT } from '../../world/interner.js';
import { canonical } from '../../world/value.js';
import { CELL, PENDING } from '../exhaustive/components.js';
import type { Relation } from './relation.js';

/** The text of the state at hand, or of the one with these values by component. */
export function stateText({ components, transitions }: Relation, locals: Int32Array = components.current): string {
  const { cells, contents, interner, model } = transitions;
  const parts: string[] = [];
  for (let component = 0; component < components.size; component += 1) {
    const value = components.value(component, locals[component] ?? 0);
    if (value === ABSENT) continue;
    const subject = components.subjects[component]!;
    const kind = components.kinds[component];
    if (kind === CELL) parts.push(`${cells.texts[subject]} is ${canonical(interner.value(value))}`);
    else if (kind === PENDING) parts.push(`${value} times ${contents.text(subject)}`);
    else parts.push(`${value} from ${model.stimuli[subject]!.name}`);
  }
  return parts.sort().join('\n');
}
