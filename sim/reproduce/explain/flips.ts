/**
 * What could have come out otherwise in a run, one thing at a time: each fault, each request of users and guests, each choice
 * in the causal past that had another good option, and each choice of the write that the violation blames.
 */
import type { Simulation } from '../../explore/simulation.js';
import { optionName, optionOf } from '../option-name.js';
import type { Trace, TracedViolation } from '../trace.js';
import type { ChangeableRun } from './changeable-run.js';

export interface Flip {
  /** `fault`: it does not strike; `request`: nobody asks; `choice`: another good option; `write`: the blamed write comes out otherwise. */
  readonly kind: 'fault' | 'request' | 'choice' | 'write';
  /** The step that is changed. */
  readonly step: number;
  /** The kind of the fault that is left out, or of the one that strikes instead; null when no fault has a part in it. */
  readonly fault: string | null;
  /** For choices: how it came out, and how it comes out now. Null for what simply does not happen. */
  readonly instead: { readonly label: string; readonly former: string; readonly option: string } | null;
  /** Changes the script of the run. Returns how to undo that. */
  apply(run: ChangeableRun): () => void;
}

/** More flips than this are not tried: the nearest to the violation go first. */
const FLIPS_MAX = 60;

/** The flips of a run, in the order of their steps. */
export function flipsOf(trace: Trace, violation: TracedViolation, causes: ReadonlyMap<number, number> | null, run: ChangeableRun, { transitions }: Simulation): Flip[] {
  const blamed = violation.blame?.writer ?? null;
  const flips: (Flip & { readonly weight: number })[] = [];
  const add = (step: number, flip: Omit<Flip, 'step'>): void => {
    // Faults are always tried; the others by their distance.
    flips.push({ ...flip, step, weight: flip.kind === 'fault' ? -1 : (causes?.get(step) ?? 0) });
  };
  for (const step of trace.steps.slice(1, violation.step + 1)) {
    const isCause = causes === null || causes.has(step.number);
    const pin = run.spontaneous(step.number);
    if (pin !== undefined && (pin.kind === 'fault' || isCause)) {
      const fault = step.event?.kind === 'fault' ? step.event.fault : null;
      add(step.number, { kind: pin.kind === 'fault' ? 'fault' : 'request', fault, instead: null, apply: () => letGo(pin) });
    }
    if (step.late) {
      const duration = run.duration(step.number);
      if (duration !== undefined) add(step.number, { kind: 'fault', fault: 'late', instead: null, apply: () => letGo(duration) });
    }
    step.choices.forEach(({ label, option: former, fault }, nth) => {
      const declared = transitions.choices.choices.find((choice) => choice.label === label && optionOf(choice, former) >= 0);
      const choose = (option: string): Flip['apply'] => (pinned) => pinned.comeOut(step.number, nth, option);
      declared?.options.forEach((other, index) => {
        const option = optionName(declared, index);
        if (option === former) return;
        const instead = { label, former, option };
        if (fault !== null && other.fault === null) add(step.number, { kind: 'fault', fault, instead, apply: choose(option) });
        else if (step.number === blamed && other.fault !== null) add(step.number, { kind: 'write', fault: other.fault, instead, apply: choose(option) });
        else if (fault === null && other.fault === null && isCause) add(step.number, { kind: 'choice', fault: null, instead, apply: choose(option) });
      });
    });
  }
  const nearest = [...flips].sort((left, right) => left.weight - right.weight).slice(0, FLIPS_MAX);
  return nearest.sort((left, right) => left.step - right.step);
}

function letGo(pin: { on: boolean }): () => void {
  pin.on = false;
  return () => void (pin.on = true);
}
