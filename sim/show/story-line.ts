/** One line of a story: what one step was, what befell it, and what it changed. */
import { failureOf, wordsFor } from './words.js';
import { fateOf } from './fate.js';
import type { Narrator } from './narrator.js';
import type { Trace, TraceStep } from '../reproduce/trace.js';

export type StepKind =
  /** The write that a violation blames. */
  | 'blame'
  /** A fault begins, or strikes. */
  | 'fault'
  /** Something of its own accord: a user, a guest. */
  | 'user'
  /** Somebody learns that something failed. */
  | 'failure'
  /** A process begins or ends, a fault ends. */
  | 'process'
  /** It changes something that the narrator names. */
  | 'write'
  /** A request, or something else that the narrator has words for. */
  | 'call'
  | 'work'
  /** A task goes on. */
  | 'resumption';

export interface StoryLine {
  readonly kind: StepKind | 'violation' | 'belief';
  readonly step: number;
  /** Virtual time, in microseconds. */
  readonly time: number;
  /** Whose doing or belief it is; null when the text stands alone. */
  readonly who: string | null;
  readonly text: string;
  /** What befell it. */
  readonly fates: readonly string[];
}

/** A step as a line. `blamed`: its write is what a violation is about. */
export function lineOf(step: TraceStep, trace: Trace, narrator: Narrator, blamed: boolean): StoryLine {
  const { number, time, event, rule } = step;
  if (event === null) return { kind: 'resumption', step: number, time, who: null, text: 'the run begins', fates: [] };
  const { who, what, own } = wordsFor(event, narrator);
  const fates = fateOf(step, trace);
  const changes = namedWrites(step, narrator);
  const told = [...changes, ...(blamed && rule !== null ? [ruleWords(rule, narrator)] : [])];
  const program = 'task' in event && event.kind !== 'statement' ? event.task[1] : null;
  // That a task went on says little beside what it then did.
  const text = program !== null && !own && changes.length > 0 ? `in ${program}: ${told.join('; ')}` : [what, ...told].join('; ');
  return {
    kind: blamed ? 'blame' : kindOf(step, fates.length > 0, own, changes.length > 0),
    step: number, time, who, text, fates,
  };
}

/** The writes of a step that the narrator has words for, in order, each once. */
export function namedWrites(step: TraceStep, narrator: Narrator): string[] {
  // That a process that crashed is down, or one that starts again is up, was said already.
  const said = step.event?.kind === 'fault' || step.event?.kind === 'healing' ? ['process', 'link'] : [];
  const writes = step.writes.filter(({ cell }) => !said.includes(cell[0]));
  const words = writes.map(({ cell, before, after }) => narrator.write(cell, before, after));
  return [...new Set(words.filter((text): text is string => typeof text === 'string' && text !== ''))];
}

function ruleWords(rule: string, narrator: Narrator): string {
  const told = narrator.rule(rule);
  return told === null ? `by the rule '${rule}'` : `by the rule '${rule}': ${told.sentence} (${told.source})`;
}

function kindOf({ event, writes }: TraceStep, struck: boolean, own: boolean, changes: boolean): StepKind {
  if (event?.kind === 'expire') return 'failure';
  if (struck || event?.kind === 'fault') return 'fault';
  switch (event?.kind) {
    case 'stimulus':
      return 'user';
    case 'reply':
      if (failureOf(event) !== null) return 'failure';
      break;
    case 'answer':
      if ('failed' in (event.answer as object)) return 'failure';
      break;
    case 'healing':
      return 'process';
  }
  if (writes.some(({ cell }) => cell[0] === 'process')) return 'process';
  if (changes) return 'write';
  switch (event?.kind) {
    case 'request':
      return 'call';
    case 'wake':
    case 'begin':
    case 'answer':
      return own ? 'work' : 'resumption';
    default:
      return own ? 'call' : 'work';
  }
}
