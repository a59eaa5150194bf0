/**
 * Judging properties where one state stands for its orbit.
 *
 * A property that is not declared symmetric is evaluated in every state of the orbit: all of them can be reached when one can,
 * so it is broken exactly when one of them breaks it. That is as much work as without symmetry, so there is a bound (see
 * symmetric-search.ts). One that is
 * declared symmetric is evaluated once; a sample of states is looked at with ids exchanged, and if that changes the verdict,
 * the declaration is at fault.
 */
import { ModelFault } from '../../../process/model-fault.js';
import type { Expansion } from '../expansion.js';
import type { Permutation } from './symmetric-ids.js';
import type { Symmetry } from './symmetry.js';

/** Of the states that are looked at, the first so many are in the sample, and then one in so many. */
const SAMPLE_FIRST = 128;
const SAMPLE_EVERY = 1_024;

interface Reviewed {
  readonly name: string;
  readonly symmetric?: true;
}

export class OrbitReview {
  private readonly expansion: Expansion;
  private readonly symmetry: Symmetry;
  private readonly properties: readonly Reviewed[];
  /** Bits of the properties that are declared symmetric. */
  private readonly declared: number;
  private looked = 0;

  constructor(expansion: Expansion, symmetry: Symmetry, properties: readonly Reviewed[]) {
    this.expansion = expansion;
    this.symmetry = symmetry;
    this.properties = properties;
    this.declared = properties.reduce((bits, { symmetric }, index) => (symmetric === true ? bits | (1 << index) : bits), 0);
  }

  /**
   * Looks at the orbit of the state at hand. `lookFor` evaluates properties in the state at hand and decides them; `verdicts`
   * only says which are broken or met.
   */
  look(undecided: number, lookFor: (bits: number, renaming: Permutation) => void, verdicts: (bits: number) => number): void {
    const one = undecided & ~this.declared;
    if (one !== 0) this.withEach(this.symmetry.renamings(this.home()), (renaming) => lookFor(one, renaming));
    this.looked += 1;
    if (this.declared === 0 || (this.looked > SAMPLE_FIRST && this.looked % SAMPLE_EVERY !== 0)) return;
    const before = verdicts(this.declared);
    this.withEach(this.symmetry.ids.exchanges(), (renaming) => {
      const differing = before ^ verdicts(this.declared);
      if (differing !== 0) throw this.undeclared(31 - Math.clz32(differing), renaming);
    });
  }

  /** Has the images of the state at hand at hand, one after the other, and then itself again. */
  private withEach(renamings: Iterable<Permutation>, body: (renaming: Permutation) => void): void {
    const { components } = this.expansion;
    const home = this.home();
    for (const renaming of renamings) {
      components.current.set(this.symmetry.renamed(home, renaming));
      body(renaming);
      components.current.set(home);
    }
  }

  private home(): Int32Array {
    const { components } = this.expansion;
    return components.current.slice(0, components.size);
  }

  private undeclared(index: number, renaming: Permutation): ModelFault {
    const { name } = this.properties[index]!;
    const exchanged = this.symmetry.ids.ids.filter((_, element) => renaming[element] !== element);
    return new ModelFault(`${name} is declared symmetric, but it says something else of a world in which ${exchanged.join(' and ')} are ` +
      'exchanged. Take the declaration off it: then it is evaluated in every world.', name);
  }
}
