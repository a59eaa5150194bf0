/**
 * Invariants, learned as decision trees like steps, and evaluated again only when a cell that their tree has ever
 * tested changed.
 */
import type { CellName } from '../world/cell.js';
import type { Value } from '../world/value.js';
import type { Event, StimulusEvent } from '../process/event.js';
import type { Reader } from '../step/step.js';
import { LearnedReading } from '../step/learned-reading.js';
import type { Transitions } from '../step/transitions.js';

export interface InvariantVerdict {
  /** Whether the antecedent held: a property that is never put to the test is reported as vacuous. */
  readonly tested: boolean;
  /** Null while the invariant holds. */
  readonly broken: Breach | null;
}

export interface Breach {
  /** What it is about, in a few words: `instance-1/vmm-2 is healthy, and instance-1 is Failed`. */
  readonly evidence: string;
  /** The cell whose last write is to blame: the rule that made it goes into the fingerprint. */
  readonly blame: CellName;
}

export interface Invariant {
  /** Short and stable: it is part of every fingerprint. */
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly sentence: string;
  /** Where the demand comes from: an issue, an RFD, a comment in the code. */
  readonly source: string;
  /** When it counts as put to the test. */
  readonly antecedent: string;
  readonly when: 'always' | 'at rest';
  check(world: Reader): InvariantVerdict;
  /**
   * Exchanging symmetric ids of the model in a world never changes whether it is broken: with `--symmetry` one world of each
   * orbit is looked at. Left out: all are, so that any invariant is judged soundly.
   */
  readonly symmetric?: true;
  /** What users must still be able to bring about from rest; judged by search, after `check`. */
  readonly canStill?: CanStill;
}

/** A goal that some sequence of calls must reach from each state at rest (explore/can-still.ts searches for it). */
export interface CanStill {
  /** What is asked of each of these by itself. */
  subjects(world: Reader): readonly string[];
  /** What is left to be done away with, in words without ids (they go into fingerprints); empty: the goal is reached. */
  remains(world: Reader, subject: string): readonly string[];
  /** The name of the model's source of stimuli that the calls come from. */
  readonly source: string;
  /** Of what the source proposes: the calls that are tried, the most promising first. */
  calls(proposed: readonly StimulusEvent[], subject: string): readonly StimulusEvent[];
  readonly callsMax: number;
  /** Whether the normal form depends on this cell at all: of states that differ elsewhere, one form serves them. */
  matters(cell: CellName): boolean;
  /**
   * The state in a form in which states that answer every call alike, but for names and numbers, are equal: one verdict
   * serves them all.
   */
  normalForm(cells: readonly (readonly [CellName, Value])[], pending: readonly Event[]): NormalForm;
}

export interface NormalForm {
  readonly text: string;
  /** What nothing that happens can do away with any more, by subject and in the words of `remains`: it needs no search. */
  readonly lost: ReadonlyMap<string, readonly string[]>;
}

/** The most invariants that are checked after every event: they share one bit mask. */
export const INVARIANTS_MAX = 31;

export class InvariantChecker {
  readonly invariants: readonly Invariant[];
  /** For each cell, a bit for each invariant (of those checked always) that has ever tested it. */
  masks = new Int32Array(256);
  /** The bits of the invariants that are checked after every event. */
  readonly alwaysMask: number;
  private readonly readings: readonly LearnedReading<InvariantVerdict>[];

  constructor(transitions: Transitions, invariants: readonly Invariant[]) {
    if (invariants.length > INVARIANTS_MAX) throw new Error(`More than ${INVARIANTS_MAX} invariants`);
    this.invariants = invariants;
    this.readings = invariants.map((invariant) =>
      new LearnedReading(transitions, `invariant ${invariant.name}`, (world) => invariant.check(world)));
    this.alwaysMask = invariants.reduce((mask, { when }, index) => (when === 'always' ? mask | (1 << index) : mask), 0);
  }

  /** Integers in use, for eviction decisions. */
  get size(): number {
    return this.readings.reduce((sum, { size }) => sum + size, 0);
  }

  evaluate(index: number, world: Int32Array): InvariantVerdict {
    return (this.readings[index] as LearnedReading<InvariantVerdict>).evaluate(world, (cells) => this.watch(index, cells));
  }

  private watch(index: number, cells: readonly number[]): void {
    if ((this.alwaysMask & (1 << index)) === 0) return;
    for (const cell of cells) {
      while (cell >= this.masks.length) {
        const larger = new Int32Array(this.masks.length * 2);
        larger.set(this.masks);
        this.masks = larger;
      }
      this.masks[cell]! |= 1 << index;
    }
  }
}
