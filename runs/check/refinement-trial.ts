/**
 * Timed runs of omicron-4226, replayed without the clock: each must be an execution that the check admits in the order of
 * ranges, with at most as many faults, and no burst may be longer than the model declares.
 */
import { Engine } from '../../sim/explore/engine.js';
import { RefinementWatch } from '../../sim/interpreter/refinement-watch.js';
import { PROFILES } from '../profiles/profiles.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';

export interface RefinementResult {
  readonly runs: number;
  readonly steps: number;
  readonly faults: number;
  /** In seconds: the longest that was seen, and the one that the model declares. */
  readonly burst: number;
  readonly burstDeclared: number;
  /** What the check does not admit, each with the run's profile and seed. */
  readonly exceptions: readonly string[];
}

/** As many runs of each profile. */
export function refinementTrial(runs: number, policy = '2023-10', note: (text: string) => void = () => undefined): RefinementResult {
  const names = [...PROFILES.keys()];
  const built = omicron4226.build(policy, {});
  const burstDeclared = (built.model.burst?.max ?? 0) / 1e6;
  const total = { runs: 0, steps: 0, faults: 0, burst: 0 };
  const exceptions: string[] = [];
  for (const name of names) {
    const engine = new Engine(built, { profile: PROFILES.get(name)!, faults: null });
    let watch = new RefinementWatch(engine.simulation);
    for (let nth = 0; nth < Math.ceil(runs / names.length); nth += 1) {
      const before = watch.exceptions.length;
      // Between two runs an engine may forget, and be another one.
      const { faults } = engine.run(`refinement-${nth}`, 0, watch, false);
      total.faults += faults;
      total.runs += 1;
      total.burst = Math.max(total.burst, watch.burstMax / 1e6);
      if (watch.burstMax / 1e6 > burstDeclared) exceptions.push(`${name} refinement-${nth}: a burst of ${watch.burstMax / 1e6} s`);
      exceptions.push(...watch.exceptions.slice(before, before + 1).map((exception) => `${name} refinement-${nth}: ${exception}`));
      total.steps += watch.steps;
      watch = new RefinementWatch(engine.simulation);
    }
    note(`${name}: ${total.runs} runs, ${exceptions.length} exceptions\n`);
  }
  return { ...total, burstDeclared, exceptions };
}
