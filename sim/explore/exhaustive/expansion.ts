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
import { DenseTrees, leafCode, numberOf, UNKNOWN } from './dense-trees.js';
import { EventTrees } from './event-trees.js';
import { Layout, maskOf } from './layout.js';
import { FROM_FAULT, LeafPrograms, NO_PROGRAM, SET, SYMBOLIC } from './leaf-programs.js';
import { PendingEvents } from './pending-events.js';
import { FULL, KNOWN, StateStore } from './state-store.js';
import { SymbolicStep } from './symbolic.js';

const BLOCKED = leafCode(NO_PROGRAM);
const DEPTH_MAX = 256;
/** With more states than this a new layout is made with more room. */
const COSTLY = 10_000;
/** Successors that are looked up together. */
const BATCH_MAX = 64;

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
  /** How often the code of properties, boundaries and proposals ran. */
  readingRuns = 0;
  /** How often all states were packed again. */
  relayouts = 0;
  /** Components that differ from the state that was at hand before, as the bits of `watchers`. */
  dirty = -1;
  watchers = new Int32Array(256);
  private onSuccessor: OnSuccessor | null = null;
  /** Somebody looks at every successor. */
  private isWatched: boolean;
  private readonly allows: (kind: string) => boolean;
  private readonly pending: PendingEvents;
  private readonly symbolic: SymbolicStep;
  private readonly boundary: DenseReading<boolean> | null;
  private readonly sources: readonly DenseReading<readonly number[]>[];
  private readonly faults: DenseReading<readonly number[]>;
  private words: Int32Array = new Int32Array(1);
  private hash = 0;
  private state = 0;
  private isStale = false;
  private isLoaded = false;
  private needsLayout = false;
  /** Successors that are not looked up yet: their words and their fingerprint's first lane each. */
  private batch: Int32Array = new Int32Array(0);
  private batchAt = 0;
  /** Keeps the compiler from dropping the loads of `flush`. */
  touched = 0;
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
    this.pending = new PendingEvents(transitions, this.components, this.trees, this.events);
    this.symbolic = new SymbolicStep(transitions, this.components);
    this.allows = options.allows;
    this.layout = new Layout(this.components, 1, false);
    this.store = new StateStore(1, options.bytesMax, options.statesMax);
    this.makeWords();
    this.components.onCapacity = (component, capacity) => this.trees.widen(component, capacity);
    this.components.onValue = (component) => {
      this.isStale = true;
      if (!this.layout.admit(component)) this.needsLayout = true;
    };
    const { boundary } = options;
    this.isWatched = boundary !== null;
    this.boundary = boundary === null ? null : new DenseReading(this.place, 'the boundary', boundary);
    const { model } = transitions;
    this.sources = model.stimuli.map((source, number) => new DenseReading(this.place, `the proposal of ${source.name}`, (world) =>
      unique(source.propose(world).map((event) => this.entryOf(event as unknown as Value, number)))));
    this.faults = new DenseReading(this.place, 'the proposal of faults', (world) => this.faultEntries(model.faults(world)));
  }

  get place(): ReadingPlace {
    const { transitions, components, trees, events } = this;
    return { transitions, components, trees, worldOf: (locals) => events.worldOf(locals), count: () => void (this.readingRuns += 1) };
  }

  /** Adds the state at hand (`components.current`) as an initial one. */
  addInitial(): number {
    this.refresh();
    const { layout, components, words } = this;
    layout.pack(components.current, words);
    this.hash = 0;
    for (let component = 0; component < components.size; component += 1) {
      this.hash = (this.hash + components.hashes[components.bases[component]! + components.current[component]!]!) | 0;
    }
    if (this.boundary !== null && !this.boundary.evaluate(components.current)) {
      this.outside += 1;
      return KNOWN;
    }
    const added = this.store.add(words, 0, this.hash, -1);
    if (added === FULL) this.isFull = true;
    this.isLoaded = false;
    return added;
  }

  /** The state at hand, packed: for whoever set it by hand. */
  packCurrent(): Int32Array {
    const words = new Int32Array(this.layout.words);
    this.layout.pack(this.components.current, words);
    this.isLoaded = false;
    return words;
  }

  /** Makes a stored state the one at hand. */
  load(state: number): void {
    if (this.isStale) this.refresh();
    const { store, layout, components, words, watchers } = this;
    const { states } = store;
    const { current } = components;
    const at = state * store.stride;
    const { widthOf, shiftOf, componentAt } = layout;
    let { dirty } = this;
    for (let word = 0; word < store.words; word += 1) {
      const packed = states[at + word]!;
      let differing = this.isLoaded ? packed ^ words[word]! : -1;
      words[word] = packed;
      while (differing !== 0) {
        const bit = 31 - Math.clz32(differing);
        const component = componentAt[word * 32 + bit]!;
        if (component < 0) {
          differing &= ~(1 << bit);
          continue;
        }
        const shift = shiftOf[component]!;
        const mask = maskOf(widthOf[component]!);
        differing &= ~(mask << shift);
        current[component] = (packed >>> shift) & mask;
        dirty |= watchers[component]!;
      }
    }
    this.dirty = dirty;
    for (const component of layout.split) {
      const local = layout.localAt(words, 0, component);
      if (local === current[component]) continue;
      current[component] = local;
      this.dirty |= watchers[component]!;
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
    if (cost > 0 || !this.skippedCostlier) this.begin(cost);
    this.flush();
    return this.generated + this.outside - before;
  }

  /** Tells the successors of a state instead of storing them. */
  tellSuccessors(state: number, cost: number, onSuccessor: OnSuccessor): void {
    const { generated, outside } = this;
    this.load(state);
    this.onSuccessor = onSuccessor;
    this.isWatched = true;
    this.expand(cost);
    this.onSuccessor = null;
    this.isWatched = this.boundary !== null;
    this.generated = generated;
    this.outside = outside;
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
        code = this.branchOf(entry, code, root, depth);
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

  /** Works out one successor, and puts it into the batch of this state's successors. */
  private take(entry: number, program: number, depth: number): void {
    const { code } = this.programs;
    const operations = code[program]!;
    if (operations === SYMBOLIC || this.isWatched) return this.takeSlowly(entry, program, depth);
    const { components, words, batch, batchAt } = this;
    const { current, bases, hashes } = components;
    const { layout } = this;
    const { wordOf, shiftOf, isSplit } = layout;
    const width = words.length;
    for (let word = 0; word < width; word += 1) batch[batchAt + word] = words[word]!;
    let hash = this.hash;
    let isSame = true;
    for (let at = program + 1, end = at + operations * 2; at < end; at += 2) {
      const component = code[at]! >> 1;
      const base = bases[component]!;
      const local = current[component]!;
      let after = code[at + 1]!;
      if ((code[at]! & 1) !== SET) {
        after = after === 1 ? components.more[base + local]! : after === -1 ? components.less[base + local]!
          : this.countAnew(component, after, entry);
        if (after < 0) {
          this.countAnew(component, code[at + 1]!, entry);
          break;
        }
      }
      if (after === local) continue;
      isSame = false;
      hash = (hash + hashes[base + after]! - hashes[base + local]!) | 0;
      if (isSplit[component] === 0) batch[batchAt + wordOf[component]!]! += (after - local) << shiftOf[component]!;
      else layout.change(batch, batchAt, component, local, after);
    }
    // A value was met for the first time, here or when the program was made: the words may be too narrow for it.
    if (this.isStale) {
      this.refresh();
      return this.isFull ? undefined : this.take(entry, program, depth);
    }
    this.generated += 1;
    if (!isSame) this.append(hash);
  }

  /** The batch's last candidate is complete. */
  private append(hash: number): void {
    const { batchAt, words: { length } } = this;
    this.batch[batchAt + length] = hash;
    this.batchAt = batchAt + length + 1;
    if (this.batchAt + length + 1 > this.batch.length) this.flush();
  }

  /**
   * Looks up the batch. Slots lie anywhere in memory: touching all of them first lets the processor wait for all at once
   * instead of for one after the other.
   */
  private flush(): void {
    const { batch, batchAt, store, state } = this;
    const { slots, slotWidth } = store;
    const width = this.words.length;
    const shift = 32 - store.capacityBits;
    let touched = 0;
    for (let at = width; at < batchAt; at += width + 1) touched |= slots[(batch[at]! >>> shift) * slotWidth]!;
    this.touched = touched;
    this.batchAt = 0;
    for (let at = 0; at < batchAt; at += width + 1) {
      if (store.add(batch, at, batch[at + width]!, state) !== FULL) continue;
      this.isFull = true;
      return;
    }
  }

  /** A successor that changes whatever its process owned, or that somebody looks at before it is stored. */
  private takeSlowly(entry: number, program: number, depth: number): void {
    const { components, programs: { code } } = this;
    const changes = code[program] === SYMBOLIC ? this.symbolicChanges(program) : this.plainChanges(program, entry);
    if (this.isStale) {
      this.refresh();
      return this.isFull ? undefined : this.takeSlowly(entry, program, depth);
    }
    const { current } = components;
    const { batch, batchAt, words, layout } = this;
    batch.set(words, batchAt);
    let { hash } = this;
    for (const [component, after] of changes) {
      const base = components.bases[component]!;
      const local = current[component]!;
      hash = (hash + components.hashes[base + after]! - components.hashes[base + local]!) | 0;
      layout.change(batch, batchAt, component, local, after);
    }
    if (this.boundary !== null && !this.isWithin(changes)) {
      this.outside += 1;
      return;
    }
    this.generated += 1;
    if (this.onSuccessor !== null) this.onSuccessor(entry, this.options.slice(0, depth), batch.slice(batchAt, batchAt + words.length));
    else if ([...changes].some(([component, after]) => current[component] !== after)) this.append(hash);
  }

  private plainChanges(program: number, entry: number): Map<number, number> {
    const { code } = this.programs;
    const changes = new Map<number, number>();
    for (let at = program + 1, end = at + code[program]! * 2; at < end; at += 2) {
      const component = code[at]! >> 1;
      const operand = code[at + 1]!;
      if ((code[at]! & 1) === SET) changes.set(component, operand);
      else changes.set(component, this.countAnew(component, operand, entry, changes.get(component)));
    }
    return changes;
  }

  private symbolicChanges(program: number): ReadonlyMap<number, number> {
    const { code } = this.programs;
    const content = code[program + 2]!;
    if (!this.symbolic.apply(code[program + 1]!, content, code[program + 3]!, this.components.current)) throw this.notPending(content);
    return this.symbolic.changes;
  }

  /** A count that was never seen before. */
  private countAnew(component: number, change: number, entry: number, local = this.components.current[component]!): number {
    const copies = this.components.value(component, local) + change;
    if (copies < 0) throw this.notPending(this.events.contents[entry]!);
    if (copies > COPIES_MAX) {
      throw new ModelFault(`more than ${COPIES_MAX} copies of one event are pending: bound what the model sends, or give the ` +
        'check a boundary', handlerOf(this.transitions.contents.events[this.events.contents[entry]!] as Event));
    }
    return this.components.local(component, copies);
  }

  private notPending(content: number): ModelFault {
    const handler = handlerOf(this.transitions.contents.events[content] as Event);
    return new ModelFault(`${handler} cancels an event that is not pending. Cancel only what was armed and has not fired yet.`, handler);
  }

  private isWithin(changes: ReadonlyMap<number, number>): boolean {
    const { current } = this.components;
    const before = [...changes.keys()].map((component) => current[component]!);
    for (const [component, after] of changes) current[component] = after;
    const within = this.boundary!.evaluate(current);
    let nth = 0;
    for (const component of changes.keys()) current[component] = before[nth++]!;
    return within;
  }

  private rootOf(entry: number): number {
    // The masks of what is ready are made anew with the next refresh.
    this.isStale = true;
    return this.events.root(entry, this.components.current);
  }

  private branchOf(entry: number, node: number, root: number, depth: number): number {
    const { current } = this.components;
    const code = this.events.branch(entry, node, current, this.options, depth);
    if (node === root && code === BLOCKED) this.pending.blocked(entry, current[this.trees.nodes[node]!] ?? 0);
    return code;
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

  private makeWords(): void {
    const { words } = this.layout;
    this.words = new Int32Array(words);
    this.batch = new Int32Array((words + 1) * BATCH_MAX);
  }

  private relayout(): void {
    this.needsLayout = false;
    this.flush();
    this.relayouts += 1;
    const before = this.layout;
    const { components, store } = this;
    const after = new Layout(components, store.words, store.count > COSTLY);
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
    this.makeWords();
    after.pack(components.current, this.words);
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
