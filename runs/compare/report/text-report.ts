/** A comparison in the terminal: a table for each part. The reports have all of it. */
import { chalkFor, wrapped } from '../../cli/paragraphs.js';
import { renderTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { Comparison } from '../comparison.js';
import type { Cell, ReportTable, Section } from './section.js';
import { sectionsOf } from './sections.js';

const STORIES_MAX = 4;

export function textReport(comparison: Comparison, terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  const { experiment: { name, question, answer }, policies, missing } = comparison;
  const parts = [
    wrapped(`${chalk.bold(name)}: ${question}`, terminal, 2), wrapped(`What would count as an answer: ${answer}`, terminal, 2),
    policies.map((policy) => wrapped(`  ${chalk.bold(policy.name)}: ${policy.sentence}`, terminal, 4)).join('\n'),
    ...(missing.length === 0 ? [] : [wrapped(chalk.yellow(`Stopped before it was done. Missing: ${missing.join('; ')}.`), terminal, 2)]),
    ...sectionsOf(comparison).map((section) => sectionText(section, terminal)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionText(section: Section, terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  const tables = section.brief ?? section.tables;
  const stories = section.whole === true ? (section.stories ?? []) : (section.stories ?? []).slice(0, STORIES_MAX);
  return [
    chalk.bold.underline(section.title), ...section.sentences.map((sentence) => said(sentence, terminal)),
    ...tables.map((table) => tableText(table, terminal)),
    ...(section.brief === undefined ? [] : ['(All of it: --report, --markdown or --json.)']),
    ...stories.map(({ title, lines, replay }) => [wrapped(chalk.bold(title), terminal, 2), ...lines.map((line) => said(`  ${line}`, terminal, 4)), `  ${replay}`].join('\n')),
  ].join('\n\n');
}

/** A command that is broken cannot be copied. */
function said(text: string, terminal: Terminal, indent = 2): string {
  return text.trimStart().startsWith('npx ') ? text : wrapped(text, terminal, indent);
}

function tableText({ title, columns, rows }: ReportTable, terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  const toned = ({ text, tone }: Cell): string => (tone === 'bad' ? chalk.red(text) : tone === 'good' ? chalk.green(text) : text);
  const table = renderTable(columns.map(({ head, isNumber }) => ({ head, ...(isNumber === true ? { align: 'right' as const } : {}) })), rows.map((row) => row.map(toned)), terminal);
  return title === null ? table : `${chalk.bold(title)}\n${table}`;
}
