/**
 * An explanation in words (sim/reproduce/explain/): what a page says of a failing run, whatever the page is made of.
 *
 * Every sentence is made from the run or from reruns of it; nothing here knows a scenario.
 */
import { FAULT_KINDS } from '../explore/profile.js';
import type { Counterfactual } from '../reproduce/explain/counterfactuals.js';
import type { Explanation } from '../reproduce/explain/explain-run.js';
import type { Chance } from '../reproduce/explain/forks.js';
import type { Trace, TraceStep } from '../reproduce/trace.js';
import { TraceWorld } from '../reproduce/world-of-trace.js';
import { mermaidDiagram } from './export/mermaid.js';
import { oneLine } from './export/one-line.js';
import type { Narrator } from './narrator.js';
import { tellStory, type Story } from './story.js';
import { visible } from './visible.js';
import { wordsFor } from './words.js';

export interface ExplanationPage {
  readonly invariant: string;
  /** What must hold, in one sentence. */
  readonly sentence: string;
  readonly evidence: string;
  readonly fingerprint: string;
  readonly story: Story;
  /** The rule behind the write that is blamed; null when no rule answers for it. */
  readonly rule: { readonly name: string; readonly sentence: string | null; readonly source: string | null; readonly step: number; readonly who: string } | null;
  /** What each party believed when it was violated, beside what was true. */
  readonly beliefs: readonly { readonly who: string; readonly what: string }[];
  /** The causal past: how many of the steps up to the violation; null when no cell shows it. */
  readonly past: { readonly steps: number; readonly of: number } | null;
  readonly answers: readonly Answer[];
  /** Null when no forks were made. */
  readonly chances: readonly Chance[] | null;
  /** From when on it could not be averted; null when there was no such moment. */
  readonly inevitable: Moment | null;
  /** Where the share of the failing forks grew most; null when it never did. */
  readonly turn: (Moment & { readonly from: Chance; readonly to: Chance }) | null;
  /** Mermaid. */
  readonly diagram: string;
}

export interface Moment {
  readonly step: number;
  readonly what: string;
}

/** What one counterfactual said. */
export interface Answer {
  readonly kind: Counterfactual['flip']['kind'];
  readonly step: number;
  /** What is supposed: `Had step 87 (...) met no truncated-body`. */
  readonly supposed: string;
  /** What happens then: `nothing is violated`. */
  readonly instead: string;
  /** What each party believes in the end of that run, where it does not fail in the same way. */
  readonly ending: readonly { readonly who: string; readonly what: string }[];
  readonly outcome: Counterfactual['outcome'];
  /**
   * `necessary`: without this fault or request it does not fail so; `averts it`: it does not fail so if this comes out otherwise;
   * `unclear`: in the other run the recorded faults had nothing to strike.
   */
  readonly verdict: 'necessary' | 'averts it' | 'no difference' | 'unclear';
}

/** Beliefs of the end of a rerun that are told. */
const ENDING_MAX = 4;

/** Puts an explanation into words. */
export function explanationPage({ trace, violation, causes, rerun }: Explanation, narrator: Narrator): ExplanationPage {
  const { invariant, sentence, evidence, fingerprint, step } = violation;
  const chances = rerun === null || rerun.chances.length === 0 ? null : rerun.chances;
  const inevitable = rerun?.inevitable ?? null;
  return {
    invariant, sentence, evidence, fingerprint,
    story: tellStory(trace, narrator, { violation }),
    rule: ruleBehind(trace.steps[violation.blame?.writer ?? -1], narrator),
    beliefs: narrator.beliefs(new TraceWorld(trace, step)),
    past: causes === null ? null : { steps: [...causes.keys()].filter((number) => number > 0).length, of: step },
    answers: (rerun?.counterfactuals ?? []).map((counterfactual) => answer(counterfactual, trace, narrator)),
    chances,
    inevitable: inevitable === null ? null : momentOf(inevitable, trace, narrator),
    turn: turnOf(chances ?? [], trace, narrator),
    diagram: mermaidDiagram(trace, narrator, violation),
  };
}

function momentOf(step: number, trace: Trace, narrator: Narrator): Moment {
  return { step, what: oneLine(trace.steps[step] as TraceStep, trace, narrator) };
}

function turnOf(chances: readonly Chance[], trace: Trace, narrator: Narrator): ExplanationPage['turn'] {
  let turn: { readonly from: Chance; readonly to: Chance } | null = null;
  let most = 0;
  chances.forEach((to, index) => {
    const from = chances[index - 1];
    if (from === undefined || to.failing - from.failing <= most) return;
    most = to.failing - from.failing;
    turn = { from, to };
  });
  const found = turn as { readonly from: Chance; readonly to: Chance } | null;
  return found === null ? null : { ...momentOf(found.to.step, trace, narrator), ...found };
}

function ruleBehind(step: TraceStep | undefined, narrator: Narrator): ExplanationPage['rule'] {
  if (step === undefined || step.rule === null || step.event === null) return null;
  const told = narrator.rule(step.rule);
  const who = wordsFor(step.event, narrator).who ?? '';
  return { name: step.rule, sentence: told?.sentence ?? null, source: told?.source ?? null, step: step.number, who };
}

function answer({ flip, outcome, faultsMissing, trace: rerun }: Counterfactual, trace: Trace, narrator: Narrator): Answer {
  const step = trace.steps[flip.step] as TraceStep;
  const last = rerun.steps.length - 1;
  return {
    kind: flip.kind, step: flip.step, outcome, supposed: supposition(flip, step, rerun.steps[flip.step], narrator), instead: insteadOf(outcome, rerun) + missing(faultsMissing),
    verdict: verdictOf(flip, outcome, faultsMissing),
    ending: outcome === 'same' ? [] : narrator.beliefs(new TraceWorld(rerun, last)).slice(0, ENDING_MAX),
  };
}

function supposition({ kind, fault, instead }: Counterfactual['flip'], step: TraceStep, other: TraceStep | undefined, narrator: Narrator): string {
  const what = `step ${step.number}, “${sentenceOf(step, narrator)}”`;
  switch (kind) {
    case 'request':
      return `Without ${what}`;
    case 'choice': {
      const named = differentWrites(step, other, narrator);
      if (named !== null) return `Had ${what}, come to “${named.other}” instead of “${named.step}”`;
      return `Had ${what}, come out as ${visible(instead?.option ?? '')} instead of ${visible(instead?.former ?? '')}`;
    }
    case 'write':
      return `Had ${what}, met ${kindOfFault(fault)}`;
    case 'fault':
      if (fault === 'late') return `Had ${what}, not been late`;
      return step.event?.kind === 'fault' ? `Without ${what}` : `Had ${what}, not met ${kindOfFault(fault)}`;
  }
}

/** Of options that are only numbered: what each of them wrote, in the model's words. Null where that does not tell them apart. */
function differentWrites(step: TraceStep, other: TraceStep | undefined, narrator: Narrator): { readonly step: string; readonly other: string } | null {
  if (other === undefined || JSON.stringify(other.key) !== JSON.stringify(step.key)) return null;
  const told = ({ writes }: TraceStep): string[] => writes.flatMap(({ cell, before, after }) => narrator.write(cell, before, after) ?? []);
  const [former, now] = [told(step), told(other)];
  const mine = former.find((text) => !now.includes(text));
  const others = now.find((text) => !former.includes(text));
  return mine === undefined || others === undefined ? null : { step: visible(mine), other: visible(others) };
}

function kindOfFault(fault: string | null): string {
  const sentence = fault === null ? undefined : FAULT_KINDS[fault];
  return `${visible(fault ?? 'a fault')}${sentence === undefined ? '' : ` (${sentence})`}`;
}

function sentenceOf({ event }: TraceStep, narrator: Narrator): string {
  if (event === null) return 'the run begins';
  const { who, what } = wordsFor(event, narrator);
  return visible(who === null ? what : `${who} ${what}`);
}

function verdictOf({ kind }: Counterfactual['flip'], outcome: Counterfactual['outcome'], faultsMissing: number): Answer['verdict'] {
  if (outcome === 'same') return 'no difference';
  if (kind === 'fault' || kind === 'request') return 'necessary';
  // Of another sled's VM it is not known what the same fault would have done.
  return kind === 'choice' && faultsMissing > 0 ? 'unclear' : 'averts it';
}

function missing(faults: number): string {
  if (faults === 0) return '';
  return faults === 1 ? '; another fault of the run would have had nothing to strike' : `; ${faults} other faults of the run would have had nothing to strike`;
}

function insteadOf(outcome: Counterfactual['outcome'], { violations, atRest }: Trace): string {
  switch (outcome) {
    case 'same':
      return 'it would have failed all the same';
    case 'nothing':
      return atRest ? 'nothing would have been violated' : 'nothing would have been violated while it was watched';
    case 'other': {
      const [first] = violations;
      return `it would have failed otherwise: ${visible(first?.invariant ?? '')} (${visible(first?.evidence ?? '')})`;
    }
  }
}
