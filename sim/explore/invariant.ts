/**
 * Invariants, learned as decision trees like steps, and evaluated again only when a cell that their tree has ever
 * tested changed.
 */
import type { CellName } from '../world/cell.js';
import type { Reader } from '../step/step.js';
import { ModelFault } from '../process/model-fault.js';
import { forbidden } from '../step/forbidden.js';
import { DecisionTrees, DRAWS_CHOICE, insertPath, READS_VALUE, UNKNOWN } from '../step/decision-trees.js';
import { LearningStep } from '../step/learning-step.js';
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
}

/** The most invariants that are checked after every event: they share one bit mask. */
export const INVARIANTS_MAX = 31;

export class InvariantChecker {
  readonly invariants: readonly Invariant[];
  /** For each cell, a bit for each invariant (of those checked always) that has ever tested it. */
  masks = new Int32Array(256);
  /** The bits of the invariants that are checked after every event. */
  readonly alwaysMask: number;
  private readonly transitions: Transitions;
  private readonly trees = new DecisionTrees();
  private readonly roots: number[];
  private readonly verdicts: InvariantVerdict[] = [];
  private readonly step: LearningStep;

  constructor(transitions: Transitions, invariants: readonly Invariant[]) {
    if (invariants.length > INVARIANTS_MAX) throw new Error(`More than ${INVARIANTS_MAX} invariants`);
    this.transitions = transitions;
    this.invariants = invariants;
    this.roots = invariants.map(() => UNKNOWN);
    this.step = new LearningStep(transitions);
    this.alwaysMask = invariants.reduce((mask, { when }, index) => (when === 'always' ? mask | (1 << index) : mask), 0);
  }

  /** Integers in use, for eviction decisions. */
  get size(): number {
    return this.trees.size;
  }

  evaluate(index: number, world: Int32Array): InvariantVerdict {
    const trees = this.trees;
    let at = this.roots[index] as number;
    while (at > 0) {
      const subject = trees.nodes[at] as number;
      let value = world[subject >> 2] as number;
      if ((subject & 3) !== READS_VALUE && value !== 0) value = 1;
      at = trees.branch(at, value);
    }
    return at < 0 ? (this.verdicts[-at - 1] as InvariantVerdict) : this.learn(index, world);
  }

  private learn(index: number, world: Int32Array): InvariantVerdict {
    const invariant = this.invariants[index] as Invariant;
    this.step.reset(world, `invariant ${invariant.name}`, () => {
      throw new Error('an invariant draws no choices');
    });
    const verdict = this.judge(invariant);
    this.verdicts.push(verdict);
    const leaf = -this.verdicts.length;
    const root = insertPath(this.trees, this.roots[index] as number, this.step.path, leaf);
    if (root === UNKNOWN) {
      const name = `invariant ${invariant.name}`;
      throw new ModelFault(`${name} is not deterministic: after the same reads it looked at something else than before`, name);
    }
    this.roots[index] = root;
    if (invariant.when === 'always') this.watch(index);
    return verdict;
  }

  private judge(invariant: Invariant): InvariantVerdict {
    const name = `invariant ${invariant.name}`;
    this.transitions.onHandler?.(name);
    forbidden.enter(name);
    try {
      return invariant.check(this.step);
    } catch (error) {
      if (error instanceof ModelFault) throw error;
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new ModelFault(`${name} threw ${what}`, name, { cause: error });
    } finally {
      forbidden.leave();
      forbidden.rethrow();
    }
  }

  private watch(index: number): void {
    const path = this.step.path;
    for (let at = 0; at < path.length; at += 2) {
      const subject = path[at] as number;
      if ((subject & 3) === DRAWS_CHOICE) continue;
      const cell = subject >> 2;
      while (cell >= this.masks.length) {
        const larger = new Int32Array(this.masks.length * 2);
        larger.set(this.masks);
        this.masks = larger;
      }
      this.masks[cell]! |= 1 << index;
    }
  }
}
