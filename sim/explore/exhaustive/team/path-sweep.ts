/**
 * The path to a state that workers found together. Nobody records parents then: who comes first is luck. So afterwards
 * all go back from the state, level by level, and mark whatever leads to it by fewest steps; then one goes forward through
 * what is marked, in the order in which a single worker would have found it. The path is the one that it would report.
 */
import type { Event } from '../../../process/event.js';
import type { Value } from '../../../world/value.js';
import type { Expansion } from '../expansion.js';
import { forEachInitialState } from '../initial-states.js';
import { FROM_PENDING } from '../leaf-programs.js';
import type { PathStep } from '../path.js';
import type { SuccessorSink } from '../successors.js';
import type { TeamMember } from './team-member.js';

/** A path without numbers of states: those are private to each worker. */
export interface ToldPath {
  /** How the choices of the first state came out. */
  readonly initialOptions: readonly number[];
  readonly steps: readonly PathStep[];
}

/** A state by content: its words and fingerprint, as packed by the layout that all have. */
type Packed = readonly number[];

interface Found {
  readonly packed: Packed;
  readonly from: Found | null;
  readonly step: PathStep | null;
  readonly initialOptions: readonly number[];
}

/** States of one layer and depth, found by content. */
class Marks {
  readonly all: Packed[] = [];
  private readonly byHash = new Map<number, Packed[]>();

  add(packed: Packed): boolean {
    if (this.has(packed)) return false;
    const hash = packed.at(-1)!;
    this.byHash.set(hash, [...(this.byHash.get(hash) ?? []), packed]);
    this.all.push(packed);
    return true;
  }

  has(packed: ArrayLike<number>): boolean {
    const candidates = this.byHash.get(packed[packed.length - 1]!);
    return candidates !== undefined && candidates.some((candidate) => candidate.every((word, at) => word === packed[at]));
  }

  hasHash(hash: number): boolean {
    return this.byHash.has(hash);
  }
}

export class PathSweep {
  private readonly expansion: Expansion;
  private readonly member: TeamMember;
  /** By layer, this worker's first state of each level. */
  private readonly levels: readonly (readonly number[])[];
  private marks: Marks[][] = [];

  constructor(expansion: Expansion, member: TeamMember, levels: readonly (readonly number[])[]) {
    this.expansion = expansion;
    this.member = member;
    this.levels = levels;
  }

  /** A mark that some worker told. */
  hear(told: { readonly faults: number; readonly depth: number; readonly states: readonly Packed[] }): void {
    for (const state of told.states) this.at(told.faults, told.depth).add(state);
  }

  /** Marks a state that this worker keeps: where paths are to lead. */
  tellTarget(state: number, faults: number, depth: number): void {
    this.tell(faults, depth, [this.packed(state)]);
  }

  /** Begins with no marks. All must have begun before anyone tells a target. */
  begin(): void {
    this.marks = [];
  }

  /** Goes back and forth; every worker takes part. Returns the path in the first worker, null in the others. */
  *path(faults: number, depth: number): Generator<void, ToldPath | null> {
    yield* this.hearAll();
    for (let before = depth - 1; before >= 1; before -= 1) {
      for (let layer = 0; layer <= faults; layer += 1) this.tell(layer, before, this.leading(layer, before, faults));
      yield* this.hearAll();
    }
    const path = this.member.index === 0 ? this.forward(faults, depth) : null;
    yield* this.member.meet();
    return path;
  }

  /** Waits until all have heard what was told. */
  *hearAll(): Generator<void> {
    yield* this.member.meet();
    this.member.agree();
    yield* this.member.meet();
  }

  private tell(faults: number, depth: number, states: readonly Packed[]): void {
    if (states.length > 0) this.member.tell({ faults, depth, states } as unknown as Value);
  }

  /** This worker's states of a level from which one step leads to a mark. */
  private leading(layer: number, depth: number, faultsMax: number): Packed[] {
    const starts = this.levels[layer] ?? [];
    const { expansion } = this;
    const start = starts[depth - 1] ?? expansion.store.count;
    // The last level of a layer ends where the next layer begins.
    const end = starts[depth] ?? this.levels[layer + 1]?.[0] ?? expansion.store.count;
    const leading: Packed[] = [];
    const width = expansion.store.words + 1;
    let marks: Marks | undefined;
    let leads = false;
    const look: SuccessorSink = {
      addAll: (batch, until) => {
        for (let at = 0; at < until; at += width) leads ||= marks!.hasHash(batch[at + width - 1]!) && marks!.has(batch.subarray(at, at + width));
        return true;
      },
    };
    for (let state = start; state < end; state += 1) {
      for (let cost = 0; layer + cost <= faultsMax; cost += 1) {
        marks = this.marks[layer + cost]?.[depth + 1];
        if (marks === undefined || marks.all.length === 0) continue;
        leads = false;
        expansion.load(state);
        expansion.successors.diverting(look, () => void expansion.expand(cost));
        if (!leads) continue;
        leading.push(this.packed(state));
        break;
      }
    }
    return leading;
  }

  private forward(faults: number, depth: number): ToldPath {
    const { expansion } = this;
    const found: Found[][][] = [];
    const list = (layer: number, at: number): Found[] => ((found[layer] ??= [])[at] ??= []);
    const reached = new Map<Marks, Marks>();
    const arrive = (layer: number, at: number, packed: Packed, arrival: Omit<Found, 'packed'>): void => {
      const marks = this.at(layer, at);
      if (!marks.has(packed)) return;
      if (!reached.has(marks)) reached.set(marks, new Marks());
      if (reached.get(marks)!.add(packed)) list(layer, at).push({ packed, ...arrival });
    };
    forEachInitialState(expansion.transitions, expansion.components, () => {
      expansion.symmetry?.representAtHand();
      const words = expansion.hand.pack();
      arrive(0, 1, [...words, expansion.hand.hash], { from: null, step: null, initialOptions: [...expansion.transitions.taken] });
    });
    for (let at = 1; at < depth; at += 1) {
      for (let layer = 0; layer <= faults; layer += 1) {
        for (let before = layer; before >= 0; before -= 1) {
          for (const from of list(before, at)) {
            expansion.tellSuccessorsOf(from.packed, layer - before, (entry, options, words, hash) => {
              if (words !== null) arrive(layer, at + 1, [...words, hash], { from, step: this.step(entry, options, layer - before), initialOptions: from.initialOptions });
            });
          }
        }
      }
    }
    const last = list(faults, depth)[0];
    if (last === undefined) throw new Error('No path leads to a state that was found: the search is broken');
    const steps: PathStep[] = [];
    for (let at: Found | null = last; at !== null && at.step !== null; at = at.from) steps.unshift(at.step);
    return { initialOptions: last.initialOptions, steps };
  }

  private step(entry: number, options: readonly number[], faults: number): PathStep {
    const { events, transitions } = this.expansion;
    return {
      event: transitions.contents.events[events.contents[entry]!] as Event, spontaneous: events.origins[entry] !== FROM_PENDING,
      options: [...options], faults, state: ELSEWHERE,
    };
  }

  private packed(state: number): Packed {
    const { store } = this.expansion;
    return [...store.states.subarray(state * store.stride, state * store.stride + store.words + 1)];
  }

  private at(faults: number, depth: number): Marks {
    return ((this.marks[faults] ??= [])[depth] ??= new Marks());
  }
}

/** The number of a state that some worker keeps, and not one alone. */
const ELSEWHERE = -1;
