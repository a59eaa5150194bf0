/** Whether what is written down replays: random failing runs, as they were recorded and shrunk, read from their text again. */
import { capsuleText } from '../../../sim/reproduce/capsule-text.js';
import type { Capsule } from '../../../sim/reproduce/capsule.js';
import { replay } from '../../../sim/reproduce/replay.js';
import { modelHash } from '../../build/model-hash.js';
import { engineFor, type RunSpec } from '../../campaign/run-spec.js';
import { omicron4226 } from '../../scenarios/omicron-4226.js';
import type { BuiltScenario } from '../../scenarios/scenario.js';
import { shrinkCapsule } from '../shrink-capsule.js';
import { builtForTrial, failingRuns, TRIAL_SPEC } from './failing-runs.js';

export interface ReplayResult {
  readonly runs: number;
  readonly fingerprints: number;
  /** What did not replay to the same fingerprint, with its verdict. */
  readonly faults: readonly string[];
}

/** @param stepsMax The budget of each shrink: whether a shrunk run replays does not depend on how far it was shrunk. */
export function replayTrial(runs: number, stepsMax: number, note: (text: string) => void): ReplayResult {
  const faults: string[] = [];
  const fingerprints = new Set<string>();
  let done = 0;
  let nth = 0;
  const { simulation } = engineFor(builtForTrial(), TRIAL_SPEC);
  const check = (what: string, capsule: Capsule, outcome: ReturnType<typeof replay>): void => {
    const same = outcome.trace.violations.some(({ fingerprint }) => fingerprint === capsule.expected?.fingerprint);
    if (!outcome.matches || !same) faults.push(`${what} of seed ${capsule.seed}: ${outcome.verdict}`);
  };
  for (const capsule of failingRuns('replay-trial', (invariants) => (nth += 1) % invariants.length)) {
    fingerprints.add(capsule.expected?.fingerprint ?? '');
    check('the recorded run', capsule, replay(simulation, read(capsule)));
    const shrunk = shrinkCapsule(capsule, omicron4226, TRIAL_SPEC, modelHash(), stepsMax);
    if ('verdict' in shrunk) faults.push(`seed ${capsule.seed} is not shrunk: ${shrunk.verdict}`);
    else if (shrunk.capsule.expected?.fingerprint !== capsule.expected?.fingerprint) faults.push(`seed ${capsule.seed} is shrunk to another failure`);
    else check('the shrunk run', shrunk.capsule, replay(ofItsOwn(shrunk.built, shrunk.spec), read(shrunk.capsule)));
    done += 1;
    if (done % 50 === 0) note(`${done} of ${runs}\n`);
    if (done === runs) break;
  }
  return { runs: done, fingerprints: fingerprints.size, faults };
}

/** As it is after it was written and read. */
function read(capsule: Capsule): Capsule {
  return JSON.parse(capsuleText(capsule)) as Capsule;
}

function ofItsOwn(built: BuiltScenario, spec: RunSpec): ReturnType<typeof engineFor>['simulation'] {
  return engineFor(built, spec).simulation;
}
