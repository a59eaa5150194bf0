/**
 * Leaves that end a process, applied to one state: its volatile cells, its own events and its side of each exchange go.
 * Slow, and seldom needed; the same order of effects as `Simulation` (sim/explore/simulation.ts).
 */
import type { CallId, Event } from '../../process/event.js';
import { ModelFault } from '../../process/model-fault.js';
import { MESSAGE, afterCrash, resetReply, type Exchange } from '../../network/rpc.js';
import { LEAF_FORGOTTEN, LEAF_HEADER, LEAF_WRITES, LEAF_ARMS, LEAF_CANCELS } from '../../step/leaf-pool.js';
import { handlerOf } from '../../step/transitions.js';
import type { Transitions } from '../../step/transitions.js';
import { ABSENT } from '../../world/interner.js';
import type { Value } from '../../world/value.js';
import { PENDING, type Components } from './components.js';
import { armsOf, cancelsOf } from './leaf-programs.js';

export class SymbolicStep {
  /** What the last step changed: new locals by component. */
  readonly changes = new Map<number, number>();
  /** What it did to pending events: see `OrderedStep`. */
  readonly gone: (readonly [event: number, carriedOver: number | null])[] = [];
  readonly armed: number[] = [];
  private readonly transitions: Transitions;
  private readonly components: Components;
  private locals: Int32Array = new Int32Array(0);

  constructor(transitions: Transitions, components: Components) {
    this.transitions = transitions;
    this.components = components;
  }

  /** Works out `changes`; `fired` is the component of a pending event that fires. Returns false when it cancels an event that is not pending. */
  apply(leaf: number, origin: number, fired: number, locals: Int32Array): boolean {
    this.locals = locals;
    this.changes.clear();
    this.gone.length = 0;
    this.armed.length = 0;
    const { data } = this.transitions.leaves;
    const armsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
    const forgottenAt = armsAt + data[leaf + LEAF_ARMS]! * 2 + data[leaf + LEAF_CANCELS]!;
    if (fired >= 0) this.remove(fired);
    else if (origin >= 0) this.add(this.components.ofSource(origin), 1);
    let at = leaf + LEAF_HEADER;
    for (let n = 0; n < data[leaf + LEAF_FORGOTTEN]!; n += 1) {
      const before = leaf + LEAF_HEADER + data[forgottenAt + n * 2 + 1]! * 2;
      for (; at < before; at += 2) this.write(data[at]!, data[at + 1]!);
      this.forget(this.transitions.names.name(data[forgottenAt + n * 2]!));
    }
    for (; at < armsAt; at += 2) this.write(data[at]!, data[at + 1]!);
    for (const content of cancelsOf(data, leaf)) if (!this.cancel(content)) return false;
    for (const [content, duration] of armsOf(data, leaf)) this.arm(content, duration);
    return true;
  }

  private cancel(content: number): boolean {
    const pending = this.components.allPending(content).filter((component) => this.valueOf(component) > 0);
    if (pending.length > 1) {
      const handler = handlerOf(this.transitions.contents.events[content] as Event);
      throw new ModelFault(`${handler} cancels an event that is pending twice, with durations of different ranges: without a clock ` +
        'nobody can say which of the two it means. Give them different contents, or check with --timing free.', handler);
    }
    if (pending.length === 1) this.remove(pending[0]!);
    return pending.length === 1;
  }

  private arm(content: number, duration: number): void {
    const component = this.components.ofPending(content, this.components.classOf(content, duration));
    this.add(component, 1);
    this.armed.push(component);
  }

  private remove(component: number): void {
    this.add(component, -1);
    this.gone.push([component, null]);
  }

  private forget(process: string): void {
    const { cells, contents } = this.transitions;
    for (const cell of cells.volatile.get(process) ?? []) this.write(cell, ABSENT);
    for (const cell of [...(cells.calling.get(process) ?? [])]) this.cutOff(cell, 'client');
    for (const cell of [...(cells.called.get(process) ?? [])]) this.cutOff(cell, 'server');
    for (let component = 0, size = this.components.size; component < size; component += 1) {
      if (this.components.kinds[component] !== PENDING) continue;
      const copies = this.valueOf(component);
      if (copies === 0) continue;
      const content = this.components.subjects[component]!;
      const orphan = contents.orphan(content, process);
      if (contents.traits[content]?.privateTo !== process && orphan < 0) continue;
      this.add(component, -copies);
      if (orphan < 0) {
        for (let copy = 0; copy < copies; copy += 1) this.gone.push([component, null]);
        continue;
      }
      const carriedOver = this.components.ofPending(orphan, this.components.classes[component]!);
      this.add(carriedOver, copies);
      this.gone.push([component, carriedOver]);
    }
  }

  private cutOff(cell: number, side: 'client' | 'server'): void {
    const { interner, cells, contents, names } = this.transitions;
    const value = this.valueOf(this.components.ofCell(cell));
    if (value === ABSENT) return;
    const after = afterCrash(interner.value(value) as unknown as Exchange, side);
    this.write(cell, after.exchange === null ? ABSENT : interner.intern(after.exchange as unknown as Value));
    if (!after.reset) return;
    const call = (cells.names[cell] as readonly Value[]).slice(1) as unknown as CallId;
    this.arm(contents.id(resetReply(call)), names.id(MESSAGE));
  }

  private write(cell: number, value: number): void {
    const component = this.components.ofCell(cell);
    this.changes.set(component, this.components.local(component, value));
  }

  private add(component: number, change: number): void {
    this.changes.set(component, this.components.local(component, this.valueOf(component) + change));
  }

  private valueOf(component: number): number {
    return this.components.value(component, this.changes.get(component) ?? this.locals[component] ?? 0);
  }
}
