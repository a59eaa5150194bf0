/**
 * Replays a capsule on another model than the one it was made with (design section 6): aligned by key and occurrence, and
 * with a verdict that a poor alignment cannot make too good.
 *
 * First the record is played as it is. If it no longer fails in the same way, small changes of it are tried (nearby.ts):
 * timed by what happens instead of by the clock, with keys that bear another name now, and under other timings. A failure
 * found so is one of the model, with the recorded requests and faults; that none is found proves nothing.
 */
import type { Simulation } from '../explore/simulation.js';
import { ModelFault } from '../process/model-fault.js';
import { align, PlaceList, recordedTokens, type Alignment } from './alignment.js';
import type { Capsule } from './capsule.js';
import { GuidedRun, type GuidedOptions } from './guided-run.js';
import { aliasesOf } from './renamed-keys.js';
import { nearbyScripts, NO_VARIATION, type Variation } from './nearby.js';
import type { Script } from './script.js';
import type { Trace, TracedViolation } from './trace.js';
import { TraceRecorder } from './trace-recorder.js';

export type LenientVerdict = 'still fails the same way' | 'fails differently' | 'passes' | 'cannot align';

export interface LenientOutcome extends Alignment {
  readonly verdict: LenientVerdict;
  /** One or more sentences. */
  readonly sentence: string;
  /** The run that the verdict is about. */
  readonly trace: Trace;
  /** What it violates: the expected violation, or another one; null when there is none. */
  readonly violation: TracedViolation | null;
  /** The script that gives that run. */
  readonly script: Script;
  /** How its timing differs from the script's. */
  readonly unpinned: Variation['unpinned'];
  /** How many runs were tried. */
  readonly tried: number;
}

/** Below this share of aligned steps, another failure says nothing of the recorded one. */
const POOR = 0.5;

interface Played extends Alignment {
  readonly trace: Trace;
  readonly script: Script;
  readonly variation: Variation;
  readonly reached: boolean;
  readonly keys: ReadonlySet<string>;
}

/**
 * @param simulation Of the capsule's scenario, policy and settings, as they are today.
 * @param attemptsMax How many runs may be tried to find the failure again.
 */
export function lenientReplay(simulation: Simulation, capsule: Capsule, attemptsMax = 600): LenientOutcome {
  const player = new Player(simulation, capsule);
  const plain = player.record(NO_VARIATION);
  if (plain.reached || capsule.expected === null || isFixed(plain, capsule)) return outcome(capsule, plain, player.tried);
  let best = plain;
  const aliases = aliasesOf(player.recordedKeys, plain.keys);
  for (const variation of nearbyScripts(aliases, attemptsMax)) {
    if (variation.worthRecording) {
      const played = player.record(variation);
      if (played.reached || isFixed(played, capsule)) return outcome(capsule, played, player.tried);
      if (played.aligned > best.aligned) best = played;
    } else if (player.reaches(variation)) {
      return outcome(capsule, player.record(variation), player.tried);
    }
  }
  return outcome(capsule, best, player.tried);
}

/** Every recorded step was made again, and nothing is violated that was not before. */
function isFixed(played: Played, capsule: Capsule): boolean {
  return played.aligned === played.of && otherViolation(played.trace, capsule) === null;
}

class Player {
  tried = 0;
  readonly recordedKeys: ReadonlySet<string>;
  private readonly simulation: Simulation;
  private readonly capsule: Capsule;
  private readonly guided: GuidedRun;
  private readonly options: GuidedOptions;

  constructor(simulation: Simulation, capsule: Capsule) {
    this.simulation = simulation;
    this.capsule = capsule;
    this.guided = new GuidedRun(simulation);
    this.recordedKeys = new Set(capsule.steps.map(({ key }) => key.join(' ')));
    this.options = {
      until: capsule.expected?.fingerprint ?? null, stepsMax: 2 * capsule.steps.length + 1_000, judgesRest: capsule.ending !== 'violated',
      notBefore: capsule.ending === 'violated' ? 0 : capsule.steps.at(-1)?.at ?? 0,
    };
  }

  /** Whether a variation of the record fails in the recorded way. */
  reaches(variation: Variation): boolean {
    this.tried += 1;
    return this.play(variation.script(this.capsule), variation).reached;
  }

  record(variation: Variation): Played {
    this.tried += 1;
    const recorder = new TraceRecorder(this.simulation);
    const places = new PlaceList();
    this.guided.recorder = {
      begun: () => recorder.begun(),
      step: (content, spontaneous, late, node) => recorder.step(content, spontaneous, late, node),
      placed: (place, root) => places.placed(place, root),
    };
    try {
      const script = variation.script(this.capsule);
      const { reached, atRest, modelFault } = this.play(script, variation);
      const trace = recorder.trace({ seed: null, atRest, plan: null, modelFault });
      const { aliases } = variation;
      const alignment = align(recordedTokens(this.capsule, (key) => aliases.get(key) ?? key), places.tokens(trace));
      return { trace, script, variation, reached, keys: new Set(trace.steps.map(({ key }) => key.join(' '))), ...alignment };
    } finally {
      this.guided.recorder = null;
    }
  }

  /** What the model does wrong in a run that it was never made for is the end of that run, and no more. */
  private play(script: Script, { unpinned }: Variation): { reached: boolean; atRest: boolean; modelFault: Trace['modelFault'] } {
    this.guided.unpinned = unpinned;
    try {
      return { ...this.guided.run(script, this.options), modelFault: null };
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      return { reached: false, atRest: false, modelFault: { handler: error.handler, message: error.message } };
    } finally {
      this.guided.unpinned = null;
    }
  }
}

/** A violation that the recorded run did not have. */
function otherViolation({ violations }: Trace, { expected, also }: Capsule): TracedViolation | null {
  return violations.find(({ fingerprint }) => fingerprint !== expected?.fingerprint && !also.includes(fingerprint)) ?? null;
}

function outcome(capsule: Capsule, played: Played, tried: number): LenientOutcome {
  const { trace, script, aligned, of, reached, variation } = played;
  const { expected } = capsule;
  const same = expected === null ? null : trace.violations.find(({ fingerprint }) => fingerprint === expected.fingerprint) ?? null;
  const other = otherViolation(trace, capsule);
  const full = aligned === of && trace.modelFault === null;
  let verdict: LenientVerdict = 'cannot align';
  if (reached && same !== null) verdict = 'still fails the same way';
  else if (other !== null && aligned >= POOR * of) verdict = 'fails differently';
  else if (full && other === null) verdict = 'passes';
  const violation = verdict === 'still fails the same way' ? same : verdict === 'fails differently' ? other : null;
  const sentence = told(verdict, capsule, played, violation);
  return { verdict, sentence, trace, violation, script, unpinned: variation.unpinned, aligned, of, tried };
}

function told(verdict: LenientVerdict, { expected }: Capsule, { aligned, of, variation, trace }: Played, violation: TracedViolation | null): string {
  const steps = `${aligned} of ${of} recorded steps aligned`;
  const how = variation.told === '' ? '' : `, ${variation.told}`;
  switch (verdict) {
    case 'still fails the same way':
      return `It still fails the same way: ${violation?.fingerprint ?? ''}, at step ${violation?.step ?? 0} (${steps}${how}).`;
    case 'fails differently':
      return `It fails differently: ${violation?.fingerprint ?? ''}, at step ${violation?.step ?? 0}, instead of ` +
        `${expected?.fingerprint ?? 'no violation'} (${steps}${how}).`;
    case 'passes':
      return expected === null ? `It passes, as it did (${steps}).` : `It passes: every one of the ${of} recorded steps is made again, ` +
        `and ${expected.invariant} is not violated any more${how}.`;
    case 'cannot align':
      return `It cannot be aligned (${aligned} of ${of} recorded steps): the model of today takes another course, and what the capsule ` +
        `recorded says nothing of it.${trace.modelFault === null ? '' : ` The run ended early: ${trace.modelFault.message}`}`;
  }
}
