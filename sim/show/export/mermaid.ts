/**
 * A run as a sequence diagram in Mermaid's language: what GitHub draws in issues, comments and job summaries, and what
 * mermaid.live and many editors draw.
 *
 * It shows the causal past of the violation, at most 30 steps of it, so that it can be read at a glance. A message is drawn
 * where it arrives, with a cross when it did not; faults, what changes and the violation are notes. The language:
 * https://mermaid.js.org/syntax/sequenceDiagram.html.
 */
import type { Trace, TracedViolation, TraceStep } from '../../reproduce/trace.js';
import { TraceWorld } from '../../reproduce/world-of-trace.js';
import { arrived, fateOf } from '../fate.js';
import type { Narrator } from '../narrator.js';
import { namedWrites, type StoryLine } from '../story-line.js';
import { visible } from '../visible.js';
import { stepsWorthTelling } from '../which-steps.js';
import { wordsFor } from '../words.js';
import { wrap } from '../wrap.js';
import { lanesOf } from './lanes.js';

export interface MermaidOptions {
  /** The most steps that are drawn. */
  readonly stepsMax?: number;
}

const STEPS_MAX = 30;
/** Columns of the text on an arrow, and in a note. */
const TEXT_WIDTH = 36;
/** The same of a note across all lines. */
const WIDE_TEXT_WIDTH = 72;
/** A label longer than this is cut. */
const LABEL_LENGTH_MAX = 240;
/** A violation and the write that it blames stand on this colour, which is seen on light and on dark pages. */
const ALARM = 'rect rgba(214, 69, 65, 0.22)';

/** The diagram of a run that is about this violation; of the whole run when it is null. Ends with a line break. */
export function mermaidDiagram(
  trace: Trace, narrator: Narrator, violation: TracedViolation | null, { stepsMax = STEPS_MAX }: MermaidOptions = {},
): string {
  const told = stepsWorthTelling(trace, narrator, violation, { linesMax: stepsMax, filledUpTo: { resumption: 0 }, othersUpTo: 0 });
  const diagram = new Diagram();
  for (const line of told) diagram.step(trace.steps[line.step] as TraceStep, line, trace, narrator);
  const { step } = violation ?? { step: trace.steps.length - 1 };
  if (violation !== null) diagram.alarm(() => diagram.noteOverAll([`✗ ${violation.invariant} is violated`, violation.evidence]));
  for (const { who, what } of narrator.beliefs(new TraceWorld(trace, step))) diagram.belief(who, what);
  return diagram.text();
}

class Diagram {
  /** Their names are shown; `p0`, `p1`, ... stand for them. */
  private readonly participants = new Map<string, { readonly isActor: boolean }>();
  private readonly lines: string[] = [];

  step(step: TraceStep, { kind }: StoryLine, trace: Trace, narrator: Narrator): void {
    const { event } = step;
    if (event === null) return;
    const { who, what } = wordsFor(event, narrator);
    const lanes = lanesOf(event);
    // A narrator may know better who is behind a request of a user. What somebody does by himself is no arrow.
    const sender = event.kind === 'stimulus' && who !== null ? who : lanes.from;
    const from = sender === lanes.at ? null : sender;
    if (event.kind === 'stimulus') this.declare(sender ?? lanes.at, true);
    const fates = fateOf(step, trace).map((fate) => `✗ ${fate}`);
    const changes = namedWrites(step, narrator);
    const rule = kind === 'blame' && step.rule !== null ? [`by the rule '${step.rule}'`] : [];
    const draw = (): void => {
      if (from !== null) this.arrow(event.kind, from, lanes.at, arrived(step), `${step.number}. ${what}`);
      const said = from === null && !(event.kind === 'wake' || event.kind === 'begin') ? [what] : [];
      const notes = [...said, ...changes, ...rule, ...fates];
      if (notes.length > 0) this.note(lanes.at, from === null ? [`${step.number}. ${notes[0] as string}`, ...notes.slice(1)] : notes);
    };
    if (kind === 'blame') this.alarm(draw);
    else draw();
  }

  alarm(draw: () => void): void {
    this.lines.push(ALARM);
    draw();
    this.lines.push('end');
  }

  noteOverAll(texts: readonly string[]): void {
    const ids = [...this.participants.keys()].map((name) => this.id(name));
    const over = ids.length <= 1 ? (ids[0] ?? this.id('the run')) : `${ids[0] as string},${ids.at(-1) as string}`;
    this.lines.push(`note over ${over}: ${labels(texts, WIDE_TEXT_WIDTH)}`);
  }

  /** What somebody believes, at his own line if he has one. */
  belief(who: string, what: string): void {
    if (this.participants.has(who)) this.note(who, [`believes: ${what}`]);
    else this.noteOverAll([`${who}: ${what}`]);
  }

  text(): string {
    const declared = [...this.participants].map(([name, { isActor }]) => `${isActor ? 'actor' : 'participant'} ${this.id(name)} as ${escaped(name, NAME).trim() || '?'}`);
    return ['sequenceDiagram', ...[...declared, ...this.lines].map((line) => `    ${line}`), ''].join('\n');
  }

  private arrow(kind: string, from: string, to: string, didArrive: boolean, label: string): void {
    const answers = kind === 'reply' || kind === 'answer';
    const head = didArrive ? (kind === 'message' ? ')' : '>>') : 'x';
    this.lines.push(`${this.id(from)}-${answers ? '-' : ''}${head}${this.id(to)}: ${labels([label])}`);
  }

  private note(lane: string, texts: readonly string[]): void {
    this.lines.push(`note over ${this.id(lane)}: ${labels(texts)}`);
  }

  private declare(name: string, isActor: boolean): void {
    if (!this.participants.has(name)) this.participants.set(name, { isActor });
  }

  private id(name: string): string {
    this.declare(name, false);
    return `p${[...this.participants.keys()].indexOf(name)}`;
  }
}

function labels(texts: readonly string[], width = TEXT_WIDTH): string {
  return texts.flatMap((text) => wrap(cut(text), width)).map((line) => escaped(line, TEXT)).join('<br/>');
}

function cut(text: string): string {
  return text.length <= LABEL_LENGTH_MAX ? text : `${text.slice(0, LABEL_LENGTH_MAX - 1)}…`;
}

/** What stands for itself in a text, and in a name. */
const TEXT = /[^\p{L}\p{N} .,:'()/…✗_-]/gu;
const NAME = /[^\p{L}\p{N} ./_-]/gu;

/**
 * Whatever could mean something to Mermaid (`;` and `#` end a text, `%%{` begins a directive) or to the page (`<`, `&`)
 * stands as Mermaid's own code for a character.
 */
function escaped(text: string, others: RegExp): string {
  return visible(text).replace(others, (character) => `#${character.codePointAt(0) as number};`);
}
