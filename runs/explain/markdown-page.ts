/**
 * An explanation as Markdown, for issues and comments on GitHub: the diagram is drawn there.
 *
 * Text from the run is escaped, so that it can neither format the page nor bring HTML, links or mentions into it.
 */
import type { Answer, ExplanationPage } from '../../sim/show/explanation.js';
import { clock } from '../../sim/show/brief.js';
import { visible } from '../../sim/show/visible.js';
import { sparkline } from './chart.js';
import { chanceSentences, originSentence, pastSentence, type Origin } from './sentences.js';

/** Columns of the chart: what fits on a page of GitHub. */
const CHART_WIDTH = 100;

export function markdownPage(page: ExplanationPage, origin: Origin, isUntimed: boolean): string {
  const past = pastSentence(page);
  const parts: string[] = [
    `## ✗ ${escaped(page.invariant)}`, escaped(page.sentence), `**Violated:** ${escaped(page.evidence)}`, escaped(originSentence(origin)),
    '### What happened', `\`\`\`mermaid\n${page.diagram.trimEnd()}\n\`\`\``, details('The story in words', storyTable(page, isUntimed)),
    ...(past === null ? [] : [escaped(past)]),
  ];
  const section = (title: string, body: string | null): void => void (body !== null && body !== '' && parts.push(`### ${title}`, body));
  section('What each believed at that moment', list(page.beliefs.map(({ who, what }) => `**${escaped(who)}**: ${escaped(what)}`)));
  section('The rule that decided', rule(page));
  section('What if', list(page.answers.map(answer)));
  section('From when on', chances(page));
  parts.push(`Fingerprint: ${escaped(page.fingerprint)}. Look at it: ${code(origin.replay)}`);
  return `${parts.join('\n\n')}\n`;
}

function storyTable({ story }: ExplanationPage, isUntimed: boolean): string {
  const rows = story.entries.flatMap((entry) => {
    if (!('line' in entry) || entry.line.kind === 'belief') return [];
    const { step, time, who, text, fates } = entry.line;
    const said = [who === null ? text : `${who} ${text}`, ...fates.map((fate) => `✗ ${fate}`)].join('  ');
    return [isUntimed ? `| ${step} | ${escaped(said)} |` : `| ${step} | ${clock(time)} | ${escaped(said)} |`];
  });
  return [...(isUntimed ? ['| step | |', '|---:|---|'] : ['| step | time | |', '|---:|---:|---|']), ...rows].join('\n');
}

function rule({ rule: decided }: ExplanationPage): string | null {
  if (decided === null) return null;
  const said = decided.sentence === null ? '' : `: ${escaped(decided.sentence)}`;
  const source = decided.source === null ? '' : ` Source: ${escaped(decided.source)}`;
  return `**${escaped(decided.name)}**, step ${decided.step}${said}.${source}`;
}

function answer({ verdict, supposed, instead, ending }: Answer): string {
  const end = ending.map(({ who, what }) => `${who}: ${what}`).join('; ');
  return `*${verdict}*: ${escaped(supposed)}, ${escaped(instead)}.${end === '' ? '' : ` In the end: ${escaped(end)}.`}`;
}

function chances(page: ExplanationPage): string | null {
  const [intro, ...sentences] = chanceSentences(page);
  if (page.chances === null || intro === undefined) return null;
  const chart = `step 0 │${sparkline(page.chances, CHART_WIDTH)}│ ${page.chances.at(-1)?.step ?? 0}`;
  return [escaped(intro), `\`\`\`text\n${chart}\n\`\`\``, escaped(sentences.join(' '))].join('\n\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A code span: nothing in it means anything but as many backticks as delimit it. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${visible(text)} ${fence}`;
}

/** Everything that could format, link or mention. */
function escaped(text: string): string {
  return visible(text)
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/@/g, '&#64;').replace(/:\/\//g, ':&#47;&#47;')
    .replace(/[\\`*_{}[\]#|~!]/g, '\\$&');
}
