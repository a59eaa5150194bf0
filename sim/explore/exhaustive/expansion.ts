/**
 * The inner loop: all successors of one state. Every pending event, every spontaneous one within the workload's bounds,
 * every option of their choices; nothing is allocated but when something is met for the first time.
 *
 * A step costs as many faults as it has causes; an expansion takes the steps of one cost.
 */
import { ModelFault } from '../../process/model-fault.js';
import type { FaultProposal } from '../../process/model.js';
import { handlerOf, type Transitions } from '../../step/transitions.js';
import type { Event } from '../../process/event.js';
import type { Reader } from '../../step/step.js';
import type { Value } from '../../world/value.js';
import { Components, COPIES_MAX } from './components.js';
import { DenseReading, type ReadingPlace } from './dense-reading.js';
import { DenseTrees, numberOf, UNKNOWN } from './dense-trees.js';
import { EventTrees } from './event-trees.js';
import { Layout, maskOf } from './layout.js';
import { FROM_FAULT, LeafPrograms, NO_PROGRAM, SET, SYMBOLIC } from './leaf-programs.js';
import { PendingEvents } from './pending-events.js';
import { FULL, KNOWN, StateStore } from './state-store.js';
import { SymbolicStep } from './symbolic.js';

const DEPTH_MAX = 256;

/** Told each successor instead of storing it: to rebuild a path. */
export type OnSuccessor = (entry: number, options: readonly number[], words: Int32Array) => void;

export interface ExpansionOptions {
  /** Bytes for states and slots together. */
  readonly bytesMax: number;
  readonly statesMax: number;
  /** Which kinds of fault may strike. */
  readonly allows: (kind: string) => boolean;
  readonly boundary: ((world: Reader) => boolean) | null;
}

export class Expansion {
  readonly transitions: Transitions;
  readonly components: Components;
  readonly trees: DenseTrees;
  readonly programs: LeafPrograms;
  readonly events: EventTrees;
  readonly store: StateStore;
  layout: Layout;
  /** Successors inside the boundary, and outside of it; no initial states among them. */
  generated = 0;
  outside = 0;
  /** Out of memory, or of the states that were allowed: the search cannot go on. */
  isFull = false;
  /** A step was left out because it costs more than was asked for. */
  skippedCostlier = false;
  /** How often all states were packed again. */
  relayouts = 0;
  onSuccessor: OnSuccessor | null = null;
  /** Components that differ from the state that was at hand before, as the bits of `watchers`. */
  dirty = -1;
  watchers = new Int32Array(256);
  private readonly allows: (kind: string) => boolean;
  private readonly pending: PendingEvents;
  private readonly symbolic: SymbolicStep;
  private readonly boundary: DenseReading<boolean> | null;
  private readonly sources: readonly DenseReading<readonly number[]>[];
  private readonly faults: DenseReading<readonly number[]>;
  private words: Int32Array = new Int32Array(4);
  private next: Int32Array = new Int32Array(4);
  private hash = 0;
  private state = 0;
  private isStale = false;
  private isLoaded = false;
  private needsLayout = false;
  private changedComponents = new Int32Array(64);
  private changedLocals = new Int32Array(64);
  private changed = 0;
  private readonly options: number[] = [];
  private readonly stackCodes = new Int32Array(DEPTH_MAX * 16);
  private readonly stackOptions = new Int32Array(DEPTH_MAX * 16);
  private readonly stackDepths = new Int32Array(DEPTH_MAX * 16);
  private readonly stackCosts = new Int32Array(DEPTH_MAX * 16);

  constructor(transitions: Transitions, options: ExpansionOptions) {
    this.transitions = transitions;
    this.components = new Components(transitions);
    this.trees = new DenseTrees(this.components);
    this.programs = new LeafPrograms(transitions, this.components);
    this.events = new EventTrees(transitions, this.components, this.trees, this.programs, options.allows);
    this.pending = new PendingEvents(transitions, this.components, this.events);
    this.symbolic = new SymbolicStep(transitions, this.components);
    this.allows = options.allows;
    this.layout = new Layout(this.components, 1, false);
    this.store = new StateStore(1, options.bytesMax, options.statesMax);
    this.components.onCapacity = (component, capacity) => this.trees.widen(component, capacity);
    this.components.onValue = (component) => {
      this.isStale = true;
      if (!this.layout.admit(component)) this.needsLayout = true;
    };
    const { boundary } = options;
    this.boundary = boundary === null ? null : new DenseReading(this.place, 'the boundary', boundary);
    const { model } = transitions;
    this.sources = model.stimuli.map((source, number) => new DenseReading(this.place, `the proposal of ${source.name}`, (world) =>
      unique(source.propose(world).map((event) => this.entryOf(event as unknown as Value, number)))));
    this.faults = new DenseReading(this.place, 'the proposal of faults', (world) => this.faultEntries(model.faults(world)));
  }

  get place(): ReadingPlace {
    const { transitions, components, trees, events } = this;
    return { transitions, components, trees, worldOf: (locals) => events.worldOf(locals) };
  }

  /** Adds the state at hand (`components.current`) as an initial one. */
  addInitial(): number {
    this.refresh();
    const { layout, components } = this;
    layout.pack(components.current, this.next);
    this.hash = 0;
    for (let component = 0; component < components.size; component += 1) {
      this.hash = (this.hash + components.hashes[components.bases[component]! + components.current[component]!]!) | 0;
    }
    if (this.boundary !== null && !this.isWithin()) {
      this.outside += 1;
      return KNOWN;
    }
    const added = this.store.add(this.next, this.hash, -1);
    if (added === FULL) this.isFull = true;
    this.isLoaded = false;
    return added;
  }

  /** Makes a stored state the one at hand. */
  load(state: number): void {
    if (this.isStale) this.refresh();
    const { store, layout, components, words, watchers } = this;
    const { states } = store;
    const { current } = components;
    const at = state * store.stride;
    const { widthOf, shiftOf, inWord } = layout;
    for (let word = 0; word < store.words; word += 1) {
      const packed = states[at + word]!;
      if (this.isLoaded && packed === words[word]) continue;
      words[word] = packed;
      const inThisWord = inWord[word]!;
      for (let index = 0; index < inThisWord.length; index += 1) {
        const component = inThisWord[index]!;
        const local = (packed >>> shiftOf[component]!) & maskOf(widthOf[component]!);
        if (local === current[component]) continue;
        current[component] = local;
        this.dirty |= watchers[component]!;
      }
    }
    this.hash = states[at + store.words]!;
    this.state = state;
    this.isLoaded = true;
  }

  /** Adds the successors of the state at hand by steps that cost so many faults. Returns how many there were. */
  expand(cost: number): number {
    const before = this.generated + this.outside;
    this.pending.list(this.words);
    const { pending } = this;
    const { count } = pending;
    const { entries } = pending;
    const { roots } = this.events;
    for (let nth = 0; nth < count && !this.isFull; nth += 1) {
      const entry = entries[nth]!;
      this.walk(entry, roots[entry]!, 0, cost);
    }
    if (this.sources.length > 0) this.spontaneous(cost);
    if (cost === 0 && this.skippedCostlier) return this.generated + this.outside - before;
    this.begin(cost);
    return this.generated + this.outside - before;
  }

  private spontaneous(cost: number): void {
    const { stimuli } = this.transitions.model;
    for (let source = 0; source < this.sources.length && !this.isFull; source += 1) {
      const component = this.components.ofSource(source);
      if (this.components.value(component, this.components.current[component]!) >= stimuli[source]!.max) continue;
      for (const entry of this.sources[source]!.evaluate(this.components.current)) this.walk(entry, this.events.roots[entry]!, 0, cost);
    }
  }

  /** Faults that begin of their own accord. Without a budget for them it is only noted that there are some. */
  private begin(cost: number): void {
    const entries = this.faults.evaluate(this.components.current);
    if (entries.length === 0) return;
    if (cost === 0) this.skippedCostlier = true;
    else for (const entry of entries) this.walk(entry, this.events.roots[entry]!, 1, cost);
  }

  /** Takes every branch of an event's tree whose leaf costs as much as wanted. */
  private walk(entry: number, root: number, costBefore: number, wanted: number): void {
    let code = root;
    let depth = 0;
    let cost = costBefore;
    let stacked = 0;
    if (code === UNKNOWN) code = this.rootOf(entry);
    for (;;) {
      let { nodes, branches } = this.trees;
      let { current } = this.components;
      while (code > 0) {
        const next = branches[nodes[code + 1]! + current[nodes[code]!]!]!;
        if (next !== UNKNOWN) {
          code = next;
          continue;
        }
        code = this.events.branch(entry, code, current, this.options, depth);
        ({ nodes, branches } = this.trees);
        ({ current } = this.components);
      }
      if ((code & 1) !== 0) {
        const program = numberOf(code);
        if (program !== NO_PROGRAM && cost === wanted) {
          this.take(entry, program, depth);
          if (this.isFull) return;
        }
      } else {
        stacked = this.stackOptionsOf(numberOf(code), stacked, depth, cost, wanted);
      }
      if (stacked === 0) return;
      stacked -= 1;
      const choice = this.stackCodes[stacked]!;
      const option = this.stackOptions[stacked]!;
      depth = this.stackDepths[stacked]! + 1;
      cost = this.stackCosts[stacked]!;
      this.options[depth - 1] = option;
      code = this.trees.branches[this.events.optionsAt[choice]! + option]!;
      if (code === UNKNOWN) code = this.events.option(entry, choice, this.components.current, this.options, depth);
    }
  }

  private stackOptionsOf(choice: number, stackedBefore: number, depth: number, cost: number, wanted: number): number {
    const costs = this.events.optionCosts[choice]!;
    let stacked = stackedBefore;
    if (depth >= DEPTH_MAX || stacked + costs.length > this.stackCodes.length) {
      throw new ModelFault(`a step draws more than ${DEPTH_MAX} choices: split it`, this.transitions.model.name);
    }
    for (let option = costs.length - 1; option >= 0; option -= 1) {
      const more = costs[option]!;
      if (more < 0) continue;
      if (cost + more > wanted) {
        this.skippedCostlier = true;
        continue;
      }
      this.stackCodes[stacked] = choice;
      this.stackOptions[stacked] = option;
      this.stackDepths[stacked] = depth;
      this.stackCosts[stacked] = cost + more;
      stacked += 1;
    }
    return stacked;
  }

  /** Works out one successor, and stores it when it is new. */
  private take(entry: number, program: number, depth: number): void {
    const { components, programs } = this;
    const { code } = programs;
    const operations = code[program]!;
    this.changed = 0;
    let hash = this.hash;
    if (operations === SYMBOLIC) {
      hash = this.takeSymbolic(program);
    } else {
      const { current, bases, hashes } = components;
      for (let at = program + 1, end = at + operations * 2; at < end; at += 2) {
        const component = code[at]! >> 1;
        const base = bases[component]!;
        const local = current[component]!;
        let after = code[at + 1]!;
        if ((code[at]! & 1) !== SET) {
          after = after > 0 ? components.more[base + local]! : components.less[base + local]!;
          if (after < 0) {
            this.countAnew(component, code[at + 1]!, entry);
            return this.take(entry, program, depth);
          }
        }
        if (after === local) continue;
        hash = (hash + hashes[base + after]! - hashes[base + local]!) | 0;
        this.changedComponents[this.changed] = component;
        this.changedLocals[this.changed] = after;
        this.changed += 1;
        if (this.changed === this.changedComponents.length) this.growChanged();
      }
    }
    if (this.isStale) {
      this.refresh();
      return this.isFull ? undefined : this.take(entry, program, depth);
    }
    this.emit(entry, hash, depth);
  }

  private emit(entry: number, hash: number, depth: number): void {
    const { next, words, changed, components } = this;
    const { wordOf, shiftOf } = this.layout;
    const count = this.store.words;
    for (let word = 0; word < count; word += 1) next[word] = words[word]!;
    const { current } = components;
    for (let nth = 0; nth < changed; nth += 1) {
      const component = this.changedComponents[nth]!;
      next[wordOf[component]!]! += (this.changedLocals[nth]! - current[component]!) << shiftOf[component]!;
    }
    if (this.boundary !== null && !this.isWithinAfterChanges()) {
      this.outside += 1;
      return;
    }
    this.generated += 1;
    if (this.onSuccessor !== null) return this.onSuccessor(entry, this.options.slice(0, depth), next);
    if (changed === 0) return;
    if (this.store.add(next, hash, this.state) === FULL) this.isFull = true;
  }

  private takeSymbolic(program: number): number {
    const { components, programs: { code } } = this;
    const content = code[program + 2]!;
    if (!this.symbolic.apply(code[program + 1]!, content, code[program + 3]!, components.current)) {
      throw this.notPending(content);
    }
    let hash = this.hash;
    for (const [component, after] of this.symbolic.changes) {
      const local = components.current[component]!;
      if (after === local) continue;
      const base = components.bases[component]!;
      hash = (hash + components.hashes[base + after]! - components.hashes[base + local]!) | 0;
      if (this.changed === this.changedComponents.length) this.growChanged();
      this.changedComponents[this.changed] = component;
      this.changedLocals[this.changed] = after;
      this.changed += 1;
    }
    return hash;
  }

  /** A count that was never seen before. */
  private countAnew(component: number, change: number, entry: number): void {
    const copies = this.components.value(component, this.components.current[component]!) + change;
    if (copies < 0) throw this.notPending(this.events.contents[entry]!);
    if (copies > COPIES_MAX) {
      throw new ModelFault(`more than ${COPIES_MAX} copies of one event are pending: bound what the model sends, or give the ` +
        'check a boundary', handlerOf(this.transitions.contents.events[this.events.contents[entry]!] as Event));
    }
    this.components.local(component, copies);
  }

  private notPending(content: number): ModelFault {
    const handler = handlerOf(this.transitions.contents.events[content] as Event);
    return new ModelFault(`${handler} cancels an event that is not pending. Cancel only what was armed and has not fired yet.`, handler);
  }

  private isWithinAfterChanges(): boolean {
    const { current } = this.components;
    for (let nth = 0; nth < this.changed; nth += 1) this.swapChange(nth, current);
    const within = this.boundary!.evaluate(current);
    for (let nth = this.changed - 1; nth >= 0; nth -= 1) this.swapChange(nth, current);
    return within;
  }

  private swapChange(nth: number, current: Int32Array): void {
    const component = this.changedComponents[nth]!;
    const local = current[component]!;
    current[component] = this.changedLocals[nth]!;
    this.changedLocals[nth] = local;
  }

  private isWithin(): boolean {
    return this.boundary!.evaluate(this.components.current);
  }

  private rootOf(entry: number): number {
    return this.events.root(entry, this.components.current);
  }

  private entryOf(event: Value, origin: number): number {
    return this.events.entry(this.transitions.contents.id(event), origin);
  }

  private faultEntries(proposals: readonly FaultProposal[]): readonly number[] {
    return unique(proposals.filter(({ kind }) => this.allows(kind))
      .map(({ event }) => this.entryOf(event as unknown as Value, FROM_FAULT)));
  }

  /** Something was met for the first time: lays out the components again if need be, and lists them. */
  private refresh(): void {
    this.isStale = false;
    if (this.needsLayout) this.relayout();
    if (this.watchers.length < this.components.current.length) this.watchers = longer(this.watchers, this.components.current.length);
    this.pending.invalidate(this.layout);
  }

  private relayout(): void {
    this.needsLayout = false;
    this.relayouts += 1;
    const before = this.layout;
    const { components, store } = this;
    const after = new Layout(components, store.words, store.count > 10_000);
    const locals = new Int32Array(components.size);
    const packed = new Int32Array(after.words);
    const room = store.widen(after.words, (states, from, to) => {
      before.unpack(states, from, locals);
      after.pack(locals, packed);
      states.set(packed, to);
    });
    if (!room) {
      this.isFull = true;
      return;
    }
    this.layout = after;
    this.words = new Int32Array(after.words);
    this.next = new Int32Array(after.words);
    after.pack(components.current, this.words);
  }

  private growChanged(): void {
    this.changedComponents = longer(this.changedComponents, this.changedComponents.length * 2);
    this.changedLocals = longer(this.changedLocals, this.changedLocals.length * 2);
  }
}

function unique(entries: readonly number[]): number[] {
  return [...new Set(entries)];
}

function longer(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
