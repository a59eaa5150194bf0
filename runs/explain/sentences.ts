/** What a page says in whole sentences, the same in the terminal, in Markdown and in HTML. */
import type { ExplanationPage } from '../../sim/show/explanation.js';
import { counted } from '../terminal/count.js';
import { percent } from './chart.js';

/** Where the page's run came from. */
export interface Origin {
  readonly scenario: string;
  /** Policy, seed and profile, or the check that found it. */
  readonly origin: string;
  readonly steps: number;
  readonly faults: number;
  /** What shrinking did; null when it was not asked for, or is not possible. */
  readonly shrunk: { readonly steps: number; readonly faults: number; readonly tried: number } | null;
  /** What to type to see the run again. */
  readonly replay: string;
}

export function originSentence({ scenario, origin, steps, faults, shrunk }: Origin): string {
  const size = `${counted(steps, 'step')} up to the violation, ${counted(faults, 'fault')}`;
  const before = shrunk === null ? '' : `, shrunk from ${counted(shrunk.steps, 'step')} and ${counted(shrunk.faults, 'fault')} in ${counted(shrunk.tried, 'attempt')}`;
  return `${scenario}, ${origin}: ${size}${before}.`;
}

export function pastSentence({ past }: ExplanationPage): string | null {
  return past === null ? null : `The violation follows from ${past.steps} of the ${counted(past.of, 'step')} before it; only those are told.`;
}

/** What the forks say: where the turn was, and from when on nothing would have helped. */
export function chanceSentences({ chances, turn, inevitable }: ExplanationPage): string[] {
  if (chances === null) return [];
  const forks = chances[0]?.forks ?? 0;
  const sentences = [`From the world after each step the run went on ${forks} times with fresh durations and orders, and without another fault. ` +
    'The share that still fails in the same way:'];
  if (turn !== null) {
    sentences.push(`The turn is step ${turn.step}, “${turn.what}”: the share goes from ${percent(turn.from)} to ${percent(turn.to)}.`);
  }
  if (inevitable !== null && inevitable.step === chances.at(-1)?.step) {
    sentences.push('Up to the last step some of them still passed.');
  } else if (inevitable !== null) {
    const all = inevitable.step === turn?.step ? '' : `, “${inevitable.what}”`;
    sentences.push(`From step ${inevitable.step}${all} on, all ${forks} fail: nothing but another fault, or another request, could have averted it.`);
  } else {
    sentences.push('At no step did all of them fail.');
  }
  return sentences;
}
