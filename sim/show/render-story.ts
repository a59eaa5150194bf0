/** A story as lines of text for a terminal: step and time in columns, what happened beside them. */
import { clock } from './brief.js';
import type { Story } from './story.js';
import type { StoryLine } from './story-line.js';
import { visible } from './visible.js';
import { wrap } from './wrap.js';

/** How a part of the text is set off: colours, for a terminal. They must not change its length on the screen. */
export type Style = (text: string) => string;

export interface StoryStyle {
  /** Columns of the terminal. */
  readonly width: number;
  /** What is at fault: the violation, and the write that it blames. */
  readonly emphasise?: Style;
  /** Faults and what they did. */
  readonly warn?: Style;
  /** Who did it, who believes it. */
  readonly name?: Style;
  /** Omitted steps, and the columns of numbers. */
  readonly dim?: Style;
  /** Steps without a clock: their times mean nothing, and are not shown. */
  readonly isUntimed?: boolean;
}

const unchanged: Style = (text) => text;
/** Text gets at least this many columns, however narrow the terminal is. */
const TEXT_WIDTH_MIN = 24;

/** The lines of a story, each at most `width` columns (or as narrow as is readable). */
export function renderStory(story: Story, style: StoryStyle): string[] {
  const { width, dim = unchanged, isUntimed = false } = style;
  const lines = story.entries.flatMap((entry) => ('line' in entry ? [entry.line] : []));
  const stepWidth = Math.max(4, ...lines.map((line) => String(line.step).length));
  const timeWidth = isUntimed ? 0 : Math.max(4, ...lines.map((line) => clock(line.time).length));
  const margin = stepWidth + (isUntimed ? 2 : timeWidth + 4);
  const textWidth = Math.max(TEXT_WIDTH_MIN, width - margin);
  const rendered = [dim(`${'step'.padStart(stepWidth)}${isUntimed ? '' : `  ${'time'.padStart(timeWidth)}`}`)];
  let former: StoryLine | null = null;
  for (const entry of story.entries) {
    if (!('line' in entry)) {
      rendered.push(dim(`${' '.repeat(margin)}… ${count(entry.omitted)} ${entry.after ? 'after that' : 'omitted'}`));
      continue;
    }
    const { line } = entry;
    const same = former?.kind === 'belief' && line.kind === 'belief';
    const time = isUntimed ? '' : `${(same ? '' : clock(line.time)).padStart(timeWidth)}  `;
    const columns = `${String(line.step).padStart(stepWidth)}  ${time}`;
    const parts = wrap(textOf(line), textWidth, 2);
    rendered.push(...parts.map((part, index) =>
      dim(index === 0 ? columns : ' '.repeat(margin)) + styled(part, line, index === 0, style)));
    former = line;
  }
  return rendered;
}

function textOf({ kind, who, text, fates }: StoryLine): string {
  const said = kind === 'belief' ? `${who ?? ''}: ${text}` : who === null ? text : `${who} ${text}`;
  return visible([said, ...fates.map((fate) => `✗ ${fate}`)].join('  '));
}

function styled(part: string, { kind, who }: StoryLine, first: boolean, style: StoryStyle): string {
  const { emphasise = unchanged, warn = unchanged, name = unchanged } = style;
  if (kind === 'violation' || kind === 'blame') return emphasise(part);
  if (kind === 'fault') return warn(part);
  if (first && who !== null && part.startsWith(who)) return name(who) + part.slice(who.length);
  return part;
}

function count(steps: number): string {
  return `${steps} step${steps === 1 ? '' : 's'}`;
}
