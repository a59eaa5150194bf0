/**
 * Coverage-guided runs: half of them are fresh, and half begin like an earlier run of the same episode up to a step at which
 * something new happened, and go on otherwise (as AFL mutates inputs that reached new code; here a prefix of a run is its seed
 * and a number of steps).
 *
 * New is a branch of the learned trees (a leaf that no run of the episode had reached: a handler that did something else), and a
 * state that the properties have not seen (a verdict of an invariant from other readings). What is new depends on the runs before, so
 * a campaign is divided into episodes: the runs of an episode are a function of its seed and nothing else, whoever runs it.
 */
import { belowBound, KeyedRandom } from '../../random/keyed-random.js';
import type { Engine } from '../engine.js';
import type { InvariantVerdict } from '../invariant.js';
import type { RunResult } from '../run-result.js';
import { extended } from './lineage.js';

/** How many runs an episode of a campaign has. */
export const EPISODE_RUNS = 256;
/** How many runs have begun before the corpus has forgotten one. */
const CORPUS_MAX = 48;

interface Prefix {
  readonly seed: string;
  readonly steps: number;
  /** How much was new: what it deserves to be extended. */
  readonly worth: number;
  extensions: number;
}

export class GuidedRuns {
  private readonly engine: Engine;
  private readonly random = new KeyedRandom(['guide']);
  private readonly leaves = new Set<number>();
  private readonly verdicts = new Set<InvariantVerdict>();
  private readonly corpus: Prefix[] = [];
  private number = 0;
  /** Of the run at hand. */
  private lastNews = 0;
  private newLeaves = 0;
  private newVerdicts = 0;

  /** Until the episode is over, nothing else may run on the engine. `episode` names it. */
  constructor(engine: Engine, episode: string) {
    this.engine = engine;
    this.random.reseed(episode);
    // Not within an episode: what was new would be new again.
    engine.evict();
  }

  /** Runs the next one. `fresh` is the seed of its own; `begun` is told which run it becomes, and so does the result. */
  run(fresh: string, begun?: (seed: string) => void): RunResult {
    const { engine } = this;
    const seed = this.seedFor(fresh);
    this.number += 1;
    begun?.(seed);
    this.lastNews = 0;
    this.newLeaves = 0;
    this.newVerdicts = 0;
    const { simulation, timedRun } = engine;
    simulation.onVerdict = (verdict) => {
      if (this.verdicts.has(verdict)) return;
      this.verdicts.add(verdict);
      if (timedRun.isHealing) return;
      this.newVerdicts += 1;
      this.lastNews = simulation.steps;
    };
    const recorder = {
      step: (): void => {
        if (this.leaves.has(simulation.leaf)) return;
        this.leaves.add(simulation.leaf);
        // Once faults are over, another seed would draw nothing but durations.
        if (timedRun.isHealing) return;
        this.newLeaves += 1;
        this.lastNews = simulation.steps;
      },
    };
    try {
      const run = engine.run(seed, 0, recorder, false);
      if (this.lastNews > 0) this.keep({ seed, steps: this.lastNews, worth: this.newLeaves + 4 * this.newVerdicts, extensions: 0 });
      return run;
    } finally {
      simulation.onVerdict = null;
    }
  }

  private seedFor(fresh: string): string {
    const draw = (key: number, bound: number): number => belowBound(this.random.draw(0, key, this.number), bound);
    if (this.corpus.length === 0 || draw(0, 2) === 0) return fresh;
    // The better of two: what brought more news, and was extended less often.
    const [one, other] = [0, 1].map((nth) => this.corpus[draw(1 + nth, this.corpus.length)]) as [Prefix, Prefix];
    const chosen = one.worth / (1 + one.extensions) >= other.worth / (1 + other.extensions) ? one : other;
    chosen.extensions += 1;
    return extended(chosen.seed, chosen.steps, fresh) ?? fresh;
  }

  private keep(prefix: Prefix): void {
    this.corpus.push(prefix);
    if (this.corpus.length > CORPUS_MAX) this.corpus.shift();
  }
}
