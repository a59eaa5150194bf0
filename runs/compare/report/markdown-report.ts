/** A comparison as Markdown that can be pasted into a pull request. What is long is folded; text from runs stays text. */
import { visible } from '../../../sim/show/visible.js';
import type { Comparison } from '../comparison.js';
import type { Cell, ReportTable, Section, Story } from './section.js';
import { headlines, pooledOnly, sectionsOf } from './sections.js';

/** GitHub takes 65,536 characters in a comment. */
const CHARACTERS_MAX = 60_000;
/** What is left out when there is no room for all of it, bit by bit. */
const ROOMS: readonly Room[] = [
  { stories: Infinity, tables: true, notes: true }, { stories: 12, tables: true, notes: true }, { stories: 12, tables: false, notes: true },
  { stories: 12, tables: false, notes: false }, { stories: 4, tables: false, notes: false },
];

interface Room {
  readonly stories: number;
  /** Those beside the headlines, too. */
  readonly tables: boolean;
  readonly notes: boolean;
}

const MARKS: Readonly<Record<NonNullable<Cell['tone']>, string>> = { good: '✓ ', bad: '✗ ', open: '' };

export function markdownReport(comparison: Comparison): string {
  const { experiment: { name, question, answer }, policies, missing } = comparison;
  const head = [
    `## ${escaped(name)}: ${escaped(question)}`, `**What would count as an answer:** ${escaped(answer)}`,
    ...(missing.length === 0 ? [] : [`**Stopped before it was done.** Missing: ${escaped(missing.join('; '))}.`]),
    `Model \`${comparison.modelHash.slice(0, 16)}\`.`,
    policies.map((policy) => `- **${escaped(policy.name)}**: ${escaped(policy.sentence)}`).join('\n'),
  ];
  const sections = sectionsOf(comparison);
  let text = '';
  for (const room of ROOMS) {
    text = `${[...head, ...sections.map((section) => sectionText(section, room)), ...(room === ROOMS[0] ? [] : ['What there was no room for is in the HTML and the JSON.'])].join('\n\n')}\n`;
    if (text.length <= CHARACTERS_MAX) return text;
  }
  return text;
}

function sectionText(section: Section, room: Room): string {
  const { title, sentences, notes = [], tables, stories = [] } = section;
  const { shown, rest } = tablesOf(section, room);
  const body = (each: readonly ReportTable[]): string => each.map(tableText).join('\n\n');
  return [
    `### ${escaped(title)}`, ...sentences.map((sentence) => (sentence.startsWith('npx ') ? `\`\`\`sh\n${sentence}\n\`\`\`` : escaped(sentence))),
    ...(shown.length === 0 ? [] : [section.long === true ? folded(`Tables (${shown.length} of ${tables.length})`, body(shown)) : body(shown)]),
    ...(rest.length === 0 ? [] : [folded(`${rest.length} more tables`, body(rest))]),
    ...(notes.length === 0 || !room.notes ? [] : [folded('In detail', notes.map((note) => `- ${escaped(note)}`).join('\n'))]),
    ...(stories.length === 0 ? [] : [folded(`The executions behind it (${Math.min(room.stories, stories.length)} of ${stories.length})`, stories.slice(0, room.stories).map(storyText).join('\n\n'))]),
  ].join('\n\n');
}

/** Long sections are folded as a whole. */
function tablesOf(section: Section, room: Room): { readonly shown: readonly ReportTable[]; readonly rest: readonly ReportTable[] } {
  const { tables } = section;
  if (section.long === true) return { shown: room.tables ? tables : pooledOnly(tables), rest: [] };
  const shown = headlines(section).tables;
  return { shown, rest: room.tables ? tables.slice(shown.length) : [] };
}

function folded(summary: string, body: string): string {
  return body === '' ? '' : `<details><summary>${escaped(summary)}</summary>\n\n${body}\n\n</details>`;
}

function tableText({ title, columns, rows }: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    ...(title === null ? [] : [`**${escaped(title)}**`, '']), line(columns.map(({ head }) => escaped(head))), line(columns.map(({ isNumber }) => (isNumber === true ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(({ text, tone }) => `${tone === undefined ? '' : MARKS[tone]}${escaped(text)}`))),
  ].join('\n');
}

function storyText({ title, lines, replay }: Story): string {
  return `**${escaped(title)}**\n\n\`\`\`\n${[...lines, '', replay].map((line) => visible(line).replaceAll('```', "'''")).join('\n')}\n\`\`\``;
}

/** Text that can neither format the page nor bring HTML, links or mentions into it. */
function escaped(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>#|@~]/g, (character) => `\\${character}`).replaceAll('\n', ' ');
}
