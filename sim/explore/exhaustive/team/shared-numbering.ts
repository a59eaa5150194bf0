/**
 * Numbers of components and values that are the same in all workers of a search: they are given in the order of a shared
 * log, in which each stands as content. So a packed state means the same to all, whatever ids its values have in each.
 */
import { ABSENT } from '../../../world/interner.js';
import type { CellName } from '../../../world/cell.js';
import { canonical, type Value } from '../../../world/value.js';
import type { Transitions } from '../../../step/transitions.js';
import { CELL, PENDING, WAITS, type Components, type Numbering } from '../components.js';
import type { SharedLog } from './shared-log.js';

/** A component that is new, a value that is new to a component, or something else that all have to know. */
type Entry =
  | { readonly kind: number; readonly subject: Value; readonly class: number; readonly value: Value }
  | { readonly of: number; readonly value: Value }
  | { readonly told: Value };

export class SharedNumbering implements Numbering {
  /** Called with what somebody tells all workers, in the order of the log; the teller hears it, too. */
  onTold: (told: Value) => void = () => undefined;
  private readonly log: SharedLog;
  private readonly transitions: Transitions;
  private readonly components: Components;

  constructor(log: SharedLog, transitions: Transitions, components: Components) {
    this.log = log;
    this.transitions = transitions;
    this.components = components;
  }

  component(kind: number, subject: number, value: number, timingClass: number): void {
    this.log.locked(() => {
      this.catchUp();
      if (this.components.find(kind, subject, timingClass) >= 0) return;
      this.append({ kind, subject: this.subjectContent(kind, subject), class: timingClass, value: this.content(kind, value) });
      this.components.admitComponent(kind, subject, value, timingClass);
    });
  }

  value(component: number, value: number): void {
    this.log.locked(() => {
      this.catchUp();
      if (this.components.findLocal(component, value) >= 0) return;
      this.append({ of: component, value: this.content(this.components.kinds[component]!, value) });
      this.components.admitValue(component, value);
    });
  }

  /** Tells all workers something: they hear it when they catch up. */
  tell(told: Value): void {
    this.log.locked(() => {
      this.catchUp();
      this.append({ told });
    });
    this.onTold(told);
  }

  /** Learns what others have added. */
  catchUp(): void {
    for (let text = this.log.read(); text !== null; text = this.log.read()) this.admit(JSON.parse(text) as Entry);
  }

  private append(entry: Entry): void {
    this.log.append(canonical(entry as unknown as Value));
  }

  private admit(entry: Entry): void {
    const { components } = this;
    if ('told' in entry) this.onTold(entry.told);
    else if ('of' in entry) components.admitValue(entry.of, this.id(components.kinds[entry.of]!, entry.value));
    else components.admitComponent(entry.kind, this.subjectId(entry.kind, entry.subject), this.id(entry.kind, entry.value), entry.class);
  }

  private subjectContent(kind: number, subject: number): Value {
    const { cells, contents } = this.transitions;
    return kind === CELL ? (cells.names[subject] as unknown as Value) : kind === PENDING ? (contents.events[subject] as unknown as Value) : subject;
  }

  private subjectId(kind: number, subject: Value): number {
    const { cells, contents } = this.transitions;
    return kind === CELL ? cells.id(subject as unknown as CellName) : kind === PENDING ? contents.id(subject) : (subject as number);
  }

  /** A cell's value in a list, to tell it from an absent one; a set of events by their components, which all number alike. */
  private content(kind: number, value: number): Value {
    if (kind === WAITS) return this.components.waitSets.entries(value);
    if (kind !== CELL) return value;
    return value === ABSENT ? [] : [this.transitions.interner.value(value)];
  }

  private id(kind: number, content: Value): number {
    if (kind === WAITS) return this.components.waitSets.number(new Map(content as readonly (readonly [number, number])[]));
    if (kind !== CELL) return content as number;
    const [value] = content as readonly Value[];
    return value === undefined ? ABSENT : this.transitions.interner.intern(value);
  }
}
