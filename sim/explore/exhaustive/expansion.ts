/**
 * The inner loop: all successors of one state. Every pending event, every spontaneous one within the workload's bounds,
 * every option of their choices; nothing is allocated but when something is met for the first time.
 *
 * A step costs as many faults as it has causes; an expansion takes the steps of one cost.
 */
import type { Transitions } from '../../step/transitions.js';
import type { Reader } from '../../step/step.js';
import { LATE } from '../profile.js';
import { ChoiceWalk } from './choice-walk.js';
import { Components } from './components.js';
import { DenseReading, type ReadingPlace } from './dense-reading.js';
import { DenseTrees, leafCode } from './dense-trees.js';
import { EventTrees } from './event-trees.js';
import { LeafPrograms, NO_PROGRAM } from './leaf-programs.js';
import { PendingEvents } from './pending-events.js';
import { PendingOrder } from './pending-order.js';
import { ProgramChanges } from './program-changes.js';
import { SpontaneousEvents } from './spontaneous-events.js';
import { StateAtHand } from './state-at-hand.js';
import { ELSEWHERE, FULL, KNOWN, StateStore } from './state-store.js';
import { Successors, type OnSuccessor } from './successors.js';
import { Symmetry } from './symmetry/symmetry.js';
import type { TimingClasses } from './timing-classes.js';

const BLOCKED = leafCode(NO_PROGRAM);

export interface ExpansionOptions {
  /** Bytes for states and slots together. */
  readonly bytesMax: number;
  readonly statesMax: number;
  /** Which kinds of fault may strike. */
  readonly allows: (kind: string) => boolean;
  readonly boundary: ((world: Reader) => boolean) | null;
  /** What ranges say about the order of events; null for any order. */
  readonly timing: TimingClasses | null;
  /** Whether one state stands for all that differ in the names of the model's symmetric ids only. */
  readonly symmetry: boolean;
}

export class Expansion {
  readonly transitions: Transitions;
  readonly components: Components;
  readonly trees: DenseTrees;
  readonly programs: LeafPrograms;
  readonly events: EventTrees;
  readonly store: StateStore;
  readonly hand: StateAtHand;
  readonly successors: Successors;
  readonly symmetry: Symmetry | null;
  /** How often the code of properties, boundaries and proposals ran. */
  readingRuns = 0;
  /** Whether a state is for this search to keep, by its fingerprint: several workers share the states. */
  keeps: (hash: number) => boolean = () => true;
  /** The order among pending events; null when any order goes. */
  readonly order: PendingOrder | null;
  private readonly pending: PendingEvents;
  private readonly spontaneous: SpontaneousEvents;
  private readonly changes: ProgramChanges;
  private readonly walk: ChoiceWalk;
  private readonly boundary: DenseReading<boolean> | null;

  constructor(transitions: Transitions, options: ExpansionOptions) {
    this.transitions = transitions;
    this.components = new Components(transitions, options.timing);
    this.trees = new DenseTrees(this.components);
    this.components.onCapacity = (component, capacity) => this.trees.widen(component, capacity);
    this.programs = new LeafPrograms(transitions, this.components);
    this.events = new EventTrees(transitions, this.components, this.trees, this.programs, options.allows);
    this.store = new StateStore(1, options.bytesMax, options.statesMax);
    this.hand = new StateAtHand(this.components, this.store);
    this.pending = new PendingEvents(transitions, this.components, this.trees, this.events);
    this.symmetry = options.symmetry ? new Symmetry(transitions, this.hand) : null;
    this.hand.onRefresh = () => {
      this.pending.invalidate(this.hand.layout);
      this.symmetry?.examine();
    };
    this.boundary = options.boundary === null ? null : new DenseReading(this.place, 'the boundary', options.boundary);
    this.changes = new ProgramChanges(transitions, this.components, this.programs);
    this.successors = new Successors(this.hand, this.programs, this.events, this.changes, this.boundary, this.symmetry);
    this.walk = new ChoiceWalk(this.hand, this.trees, this.events, this.pending, this.successors);
    this.order = options.timing === null ? null
      : new PendingOrder(this.components, this.events, this.programs, this.walk, options.timing, options.allows(LATE));
    this.successors.order = this.order;
    this.changes.order = this.order;
    this.spontaneous = new SpontaneousEvents(this.place, this.events, options.allows);
  }

  get place(): ReadingPlace {
    const { transitions, components, trees, events } = this;
    return { transitions, components, trees, worldOf: (locals) => events.worldOf(locals), count: () => void (this.readingRuns += 1) };
  }

  /** Successors inside the boundary, and outside of it; no initial states among them. */
  get generated(): number {
    return this.successors.generated;
  }

  get outside(): number {
    return this.successors.outside;
  }

  /** Out of memory, or of the states that were allowed: the search cannot go on. */
  get isFull(): boolean {
    return this.successors.isFull;
  }

  /** A step was left out because it costs more than was asked for, since `forgetSkipped`. */
  get skippedCostlier(): boolean {
    return this.walk.skippedCostlier;
  }

  forgetSkipped(): void {
    this.walk.skippedCostlier = false;
  }

  /** Adds the state at hand (`components.current`) as an initial one. Returns its number, KNOWN, ELSEWHERE or FULL. */
  addInitial(): number {
    this.symmetry?.representAtHand();
    this.hand.pack();
    if (!this.keeps(this.hand.hash)) return ELSEWHERE;
    if (this.boundary !== null && !this.boundary.evaluate(this.components.current)) {
      this.successors.outside += 1;
      return KNOWN;
    }
    const added = this.store.add(this.hand.words, 0, this.hand.hash, -1);
    if (added === FULL) this.successors.isFull = true;
    return added;
  }

  /** Forgets the states, and how many there were; what was learned stays. */
  forgetStates(): void {
    this.store.clear();
    this.successors.generated = 0;
    this.successors.outside = 0;
  }

  /** Makes a stored state the one at hand. */
  load(state: number): void {
    this.hand.load(state);
  }

  /** Adds the successors of the state at hand by steps that cost so many faults. Returns how many there were. */
  expand(cost: number): number {
    const { pending, walk, successors } = this;
    const before = successors.generated + successors.outside;
    pending.list(this.hand.words);
    const { count, entries } = pending;
    if (this.order !== null) this.firePending(this.order, entries, count, cost);
    else for (let nth = 0; nth < count && !successors.isFull; nth += 1) walk.walk(entries[nth]!, 0, cost);
    this.fireSpontaneous(cost);
    successors.flush();
    return successors.generated + successors.outside - before;
  }

  /** Tells the successors of a state instead of storing them. */
  tellSuccessors(state: number, cost: number, onSuccessor: OnSuccessor): void {
    this.load(state);
    this.successors.telling(onSuccessor, () => void this.expand(cost));
  }

  /** The same for a state that is not stored here: its words and fingerprint. */
  tellSuccessorsOf(packed: readonly number[], cost: number, onSuccessor: OnSuccessor): void {
    this.hand.loadFrom(Int32Array.from(packed), 0);
    this.successors.telling(onSuccessor, () => void this.expand(cost));
  }

  /** Fires those of the pending events that need not wait, or that it costs no more than that many faults not to. */
  private firePending(order: PendingOrder, entries: Int32Array, count: number, cost: number): void {
    const { walk, successors } = this;
    order.look(entries, count);
    for (let nth = 0; nth < count && !successors.isFull; nth += 1) {
      const entry = entries[nth]!;
      const before = order.codes[nth] === BLOCKED ? -1 : order.prepare(entry);
      if (before < 0) continue;
      if (before > cost) {
        walk.skippedCostlier = true;
        continue;
      }
      walk.canBeLate = order.canBeLate(entry);
      walk.walkFrom(entry, order.codes[nth]!, before, cost);
    }
    walk.canBeLate = false;
    order.prepare(null);
  }

  /** Tells the successors of a state that need not be stored, given by its locals; with symmetry as they are. */
  tellLiterally(locals: Int32Array, cost: number, onSuccessor: OnSuccessor): void {
    this.components.current.fill(0).set(locals);
    this.hand.pack();
    this.successors.telling(onSuccessor, () => void this.expand(cost), true);
  }

  /** Stimuli, and faults that begin: without a budget for these it is only noted that there are some. */
  private fireSpontaneous(cost: number): void {
    const { spontaneous, walk, successors } = this;
    for (let source = 0; source < spontaneous.sourceCount && !successors.isFull; source += 1) {
      for (const entry of spontaneous.stimuli(source)) walk.walk(entry, 0, cost);
    }
    if (cost === 0 && walk.skippedCostlier) return;
    const faults = spontaneous.faults();
    if (faults.length === 0) return;
    if (cost === 0) walk.skippedCostlier = true;
    else for (const entry of faults) walk.walk(entry, 1, cost);
  }
}
