/**
 * Leaves that end a process, applied to one state: its volatile cells, its own events and its side of each exchange go.
 * Slow, and seldom needed; the same order of effects as `Simulation` (sim/explore/simulation.ts).
 */
import { afterCrash, resetReply, type Exchange } from '../../network/rpc.js';
import type { CallId } from '../../process/event.js';
import { LEAF_ARMS, LEAF_CANCELS, LEAF_FORGOTTEN, LEAF_HEADER, LEAF_WRITES } from '../../step/leaf-pool.js';
import type { Transitions } from '../../step/transitions.js';
import { ABSENT } from '../../world/interner.js';
import type { Value } from '../../world/value.js';
import { PENDING, type Components } from './components.js';
import { FROM_PENDING } from './leaf-programs.js';

export class SymbolicStep {
  /** What the last step changed: new locals by component. */
  readonly changes = new Map<number, number>();
  private readonly transitions: Transitions;
  private readonly components: Components;
  private locals: Int32Array = new Int32Array(0);

  constructor(transitions: Transitions, components: Components) {
    this.transitions = transitions;
    this.components = components;
  }

  /** Works out `changes`. Returns false when it cancels an event that is not pending. */
  apply(leaf: number, content: number, origin: number, locals: Int32Array): boolean {
    this.locals = locals;
    this.changes.clear();
    const { data } = this.transitions.leaves;
    const armsAt = leaf + LEAF_HEADER + data[leaf + LEAF_WRITES]! * 2;
    const cancelsAt = armsAt + data[leaf + LEAF_ARMS]! * 2;
    const forgottenAt = cancelsAt + data[leaf + LEAF_CANCELS]!;
    if (origin === FROM_PENDING) this.addCopies(content, -1);
    else if (origin >= 0) this.add(this.components.ofSource(origin), 1);
    let at = leaf + LEAF_HEADER;
    for (let n = 0; n < data[leaf + LEAF_FORGOTTEN]!; n += 1) {
      const before = leaf + LEAF_HEADER + data[forgottenAt + n * 2 + 1]! * 2;
      for (; at < before; at += 2) this.write(data[at]!, data[at + 1]!);
      this.forget(this.transitions.names.name(data[forgottenAt + n * 2]!));
    }
    for (; at < armsAt; at += 2) this.write(data[at]!, data[at + 1]!);
    for (at = cancelsAt; at < forgottenAt; at += 1) {
      if (this.valueOf(this.components.ofContent(data[at]!)) === 0) return false;
      this.addCopies(data[at]!, -1);
    }
    for (at = armsAt; at < cancelsAt; at += 2) this.addCopies(data[at]!, 1);
    return true;
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
      if (orphan >= 0) this.addCopies(orphan, copies);
    }
  }

  private cutOff(cell: number, side: 'client' | 'server'): void {
    const { interner, cells, contents } = this.transitions;
    const value = this.valueOf(this.components.ofCell(cell));
    if (value === ABSENT) return;
    const after = afterCrash(interner.value(value) as unknown as Exchange, side);
    this.write(cell, after.exchange === null ? ABSENT : interner.intern(after.exchange as unknown as Value));
    if (!after.reset) return;
    const call = (cells.names[cell] as readonly Value[]).slice(1) as unknown as CallId;
    this.addCopies(contents.id(resetReply(call)), 1);
  }

  private write(cell: number, value: number): void {
    const component = this.components.ofCell(cell);
    this.changes.set(component, this.components.local(component, value));
  }

  private addCopies(content: number, change: number): void {
    this.add(this.components.ofContent(content), change);
  }

  private add(component: number, change: number): void {
    this.changes.set(component, this.components.local(component, this.valueOf(component) + change));
  }

  private valueOf(component: number): number {
    return this.components.value(component, this.changes.get(component) ?? this.locals[component] ?? 0);
  }
}
