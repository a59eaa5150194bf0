/**
 * Decides the properties in the states that it is shown: an invariant by a state that breaks it, an example by one that is
 * one. Only what is undecided and reads a component that changed since the last state is evaluated.
 */
import { hashTextSecond } from '../../world/hash.js';
import { canonical, type Value } from '../../world/value.js';
import type { InvariantVerdict } from '../invariant.js';
import { PENDING } from './components.js';
import { DenseReading } from './dense-reading.js';
import type { Expansion } from './expansion.js';
import { contentAtHand } from './state-content.js';
import { PROPERTIES_MAX, type Properties } from './properties.js';
import { OrbitReview } from './symmetry/orbit-review.js';
import type { Permutation } from './symmetry/symmetric-ids.js';

/** Where a state was found. */
export interface Place {
  readonly state: number;
  readonly faults: number;
  readonly depth: number;
}

/** Where a property was decided: an invariant broken, an example met. */
export interface Decision extends Place {
  /** What an invariant's breach is about. */
  readonly evidence: string;
  /** With symmetry: what the ids of the stored state are renamed to in the state that decided it; left out: they are not. */
  readonly renaming?: readonly number[];
}

/** A state that may decide a property: of those in one level, the one with the least fingerprint is reported. */
export interface Candidate extends Decision {
  /** The fingerprint of its content, in two lanes of 32 bits. */
  readonly lane: number;
  readonly secondLane: number;
}

/** What a judge knows in the middle of a level. */
export interface JudgePosition {
  readonly tested: number;
  readonly decisions: readonly (Decision | null)[];
  readonly candidates: readonly (Candidate | null)[];
}

export class Judge {
  /** By property: invariants first, then examples; null while undecided. */
  readonly decisions: (Decision | null)[];
  /** Bits of the invariants that were put to the test. */
  tested = 0;
  /** Bits of the properties that are not decided yet. */
  undecided: number;
  /** By property, what decides it when this level is over. */
  candidates: (Candidate | null)[];
  private readonly expansion: Expansion;
  private readonly properties: Properties;
  private readonly review: OrbitReview | null;
  private readonly readings: readonly DenseReading<InvariantVerdict>[];
  private readonly examples: readonly DenseReading<boolean>[];
  /** Bits of the examples that speak of pending events. */
  private readonly ofPending: number;
  /** Components that were examined for examples of pending events; which component is one of which property. */
  private examined = 0;
  private readonly examplesOf: (readonly [component: number, property: number])[] = [];

  constructor(expansion: Expansion, properties: Properties) {
    this.expansion = expansion;
    this.properties = properties;
    const { place, symmetry } = expansion;
    const invariants = properties.invariants.filter(({ when }) => when === 'always');
    const examples = properties.examples ?? [];
    if (invariants.length + examples.length > PROPERTIES_MAX) throw new Error(`More than ${PROPERTIES_MAX} properties`);
    const watch = (index: number) => (component: number): void => expansion.hand.watch(component, 1 << index);
    this.readings = invariants.map((invariant, index) =>
      new DenseReading(place, `invariant ${invariant.name}`, (world) => invariant.check(world), watch(index)));
    this.examples = examples.map((example, index) =>
      new DenseReading(place, `example ${example.name}`, (world) => example.holds(world), watch(invariants.length + index)));
    this.decisions = [...invariants, ...examples].map(() => null);
    this.candidates = this.decisions.map(() => null);
    this.undecided = this.decisions.reduce((bits, _, index) => bits | (1 << index), 0);
    this.review = symmetry === null ? null : new OrbitReview(expansion, symmetry, [...invariants, ...examples]);
    this.ofPending = examples.reduce((bits, { pending }, index) => (pending === undefined ? bits : bits | (1 << (invariants.length + index))), 0);
  }

  /** Goes on where another judge stood. */
  goOnFrom({ tested, decisions, candidates }: JudgePosition): void {
    this.tested = tested;
    decisions.forEach((decision, index) => {
      this.decisions[index] = decision;
      if (decision !== null) this.undecided &= ~(1 << index);
    });
    this.candidates = [...candidates];
  }

  /** Whether the state at hand may decide something. */
  wants(): boolean {
    return this.review !== null || ((this.expansion.hand.dirty | this.ofPending) & this.undecided) !== 0;
  }

  /** Evaluates what is undecided and may have changed since the last state. */
  look(place: Place): void {
    const { hand } = this.expansion;
    const { dirty } = hand;
    hand.dirty = 0;
    this.lookFor((dirty | this.ofPending) & this.undecided, place, null);
    this.review?.look(this.undecided, (bits, renaming) => this.lookFor(bits, place, renaming), (bits) => this.verdicts(bits));
  }

  /** Evaluates some properties in the state at hand. */
  private lookFor(bits: number, place: Place, renaming: Permutation | null): void {
    const { current } = this.expansion.components;
    for (let index = 0; index < this.decisions.length; index += 1) {
      if ((bits & (1 << index)) === 0) continue;
      if (index < this.readings.length) {
        const { tested, broken } = this.readings[index]!.evaluate(current);
        if (tested) this.tested |= 1 << index;
        if (broken !== null) this.decide(index, place, broken.evidence, renaming);
      } else if (this.examples[index - this.readings.length]!.evaluate(current)) {
        this.decide(index, place, '', renaming);
      }
    }
    if ((this.ofPending & bits) !== 0) this.lookAtPending(bits, place, renaming);
  }

  /** What some properties say of the state at hand, decided or not: bits of those that are broken, or met. */
  private verdicts(bits: number): number {
    const { current } = this.expansion.components;
    let verdicts = 0;
    for (let index = 0; index < this.decisions.length; index += 1) {
      if ((bits & (1 << index)) === 0) continue;
      const decides = index < this.readings.length ? this.readings[index]!.evaluate(current).broken !== null
        : this.examples[index - this.readings.length]!.evaluate(current);
      if (decides) verdicts |= 1 << index;
    }
    if ((bits & this.ofPending) !== 0) this.examine();
    for (const [component, index] of this.examplesOf) {
      if ((bits & (1 << index)) !== 0 && this.expansion.components.value(component, current[component]!) > 0) verdicts |= 1 << index;
    }
    return verdicts;
  }

  private lookAtPending(bits: number, place: Place, renaming: Permutation | null): void {
    const { components } = this.expansion;
    this.examine();
    for (const [component, index] of this.examplesOf) {
      if ((bits & (1 << index)) !== 0 && components.value(component, components.current[component]!) > 0) this.decide(index, place, '', renaming);
    }
  }

  /** Finds out which pending events are examples, of those that are new. */
  private examine(): void {
    const { components, transitions } = this.expansion;
    for (; this.examined < components.size; this.examined += 1) {
      if (components.kinds[this.examined] !== PENDING) continue;
      const event = transitions.contents.events[components.subjects[this.examined]!]!;
      (this.properties.examples ?? []).forEach(({ pending }, example) => {
        if (pending?.(event) === true) this.examplesOf.push([this.examined, this.readings.length + example]);
      });
    }
  }

  /** Whether a property is one that must hold, and no example. */
  isInvariant(property: number): boolean {
    return property < this.readings.length;
  }

  /** Everything is to be decided anew, from the first state on. */
  forgetDecisions(): void {
    this.decisions.fill(null);
    this.candidates = this.decisions.map(() => null);
    this.undecided = this.decisions.reduce((bits, _, index) => bits | (1 << index), 0);
    this.expansion.hand.dirty = -1;
  }

  /** Whether the level that goes on has decided something so far. */
  get hasCandidates(): boolean {
    return this.candidates.some((candidate) => candidate !== null);
  }

  /** Whether nothing is left to decide, once the candidates are. */
  get isDecided(): boolean {
    return this.candidates.every((candidate, index) => candidate !== null || (this.undecided & (1 << index)) === 0);
  }

  /** The level is over: what was broken or met in it is decided. */
  close(candidates: readonly (Decision | null)[] = this.candidates): void {
    candidates.forEach((candidate, index) => {
      if (candidate === null) return;
      const { state, faults, depth, evidence, renaming } = candidate;
      this.decisions[index] = { state, faults, depth, evidence, ...(renaming === undefined ? {} : { renaming }) };
      this.undecided &= ~(1 << index);
    });
    this.candidates = this.decisions.map(() => null);
  }

  private decide(index: number, place: Place, evidence: string, renaming: Permutation | null): void {
    const lane = this.expansion.hand.hash >>> 0;
    const before = this.candidates[index]!;
    if (before !== null && lane > before.lane) return;
    const secondLane = hashTextSecond(canonical(contentAtHand(this.expansion) as unknown as Value)) >>> 0;
    if (before !== null && lane === before.lane && secondLane >= before.secondLane) return;
    this.candidates[index] = { ...place, evidence, lane, secondLane, ...(renaming === null ? {} : { renaming: [...renaming] }) };
  }
}
