/** A comparison as Markdown that can be pasted into a pull request. What is long is folded; text from runs stays text. */
import { visible } from '../../../sim/show/visible.js';
import type { Comparison } from '../comparison.js';
import type { Cell, ReportTable, Section, Story } from './section.js';
import { headlines, sectionsOf } from './sections.js';

/** GitHub takes 65,536 characters in a comment. */
const CHARACTERS_MAX = 60_000;
const MARKS: Readonly<Record<NonNullable<Cell['tone']>, string>> = { good: '✓ ', bad: '✗ ', open: '' };

export function markdownReport(comparison: Comparison): string {
  const { experiment: { name, question, answer }, policies, missing } = comparison;
  const head = [
    `## ${escaped(name)}: ${escaped(question)}`, `**What would count as an answer:** ${escaped(answer)}`,
    ...(missing.length === 0 ? [] : [`**Stopped before it was done.** Missing: ${escaped(missing.join('; '))}.`]),
    policies.map((policy) => `- **${escaped(policy.name)}**: ${escaped(policy.sentence)}`).join('\n'),
  ];
  const sections = sectionsOf(comparison);
  // As many of the stories as there is room for.
  for (const stories of [Infinity, 12, 4, 0]) {
    const text = `${[...head, ...sections.map((section) => sectionText(section, stories))].join('\n\n')}\n`;
    if (text.length <= CHARACTERS_MAX || stories === 0) return text;
  }
  return '';
}

function sectionText(section: Section, storiesMax: number): string {
  const { title, sentences, notes = [], tables, stories = [] } = section;
  const shown = headlines(section).tables;
  const rest = tables.slice(shown.length);
  const body = (each: readonly ReportTable[]): string => each.map(tableText).join('\n\n');
  return [
    `### ${escaped(title)}`, ...sentences.map((sentence) => (sentence.startsWith('npx ') ? `\`\`\`sh\n${sentence}\n\`\`\`` : escaped(sentence))),
    ...(shown.length === 0 ? [] : [section.long === true ? folded(`Tables (${tables.length})`, body(tables)) : body(shown)]),
    ...(rest.length === 0 || section.long === true ? [] : [folded(`${rest.length} more tables`, body(rest))]),
    ...(notes.length === 0 || storiesMax === 0 ? [] : [folded('In detail', notes.map((note) => `- ${escaped(note)}`).join('\n'))]),
    ...(stories.length === 0 ? [] : [folded(`The executions behind it (${Math.min(storiesMax, stories.length)} of ${stories.length})`, stories.slice(0, storiesMax).map(storyText).join('\n\n'))]),
  ].join('\n\n');
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
