/**
 * A comparison as one HTML file: no script, no network, nothing beside it, light and dark as the reader's system is. Its own policy
 * forbids scripts and requests, so that a mistake in the escaping could run and fetch nothing.
 */
import { STYLE } from '../../explain/html-style.js';
import { html } from '../../explain/html-text.js';
import type { Comparison } from '../comparison.js';
import type { Cell, ReportTable, Section, Story } from './section.js';
import { sectionsOf } from './sections.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const OWN_STYLE = `
main { max-width: 78rem; }
:root { --p0: #1f5fbf; --p1: #c2410c; --p2: #0f766e; --p3: #9333ea; --p4: #a16207; --p5: #be123c; --p6: #4d7c0f; --p7: #0369a1; --p8: #6b7280; --p9: #86198f; }
@media (prefers-color-scheme: dark) { :root { --p0: #7fb0ff; --p1: #ff9d66; --p2: #5fd3c4; --p3: #c99bff; --p4: #e3bd5a; --p5: #ff8fa3; --p6: #b3d96b; --p7: #6ac6f5; --p8: #b6bec8; --p9: #e29bee; } }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .4rem 0 1.2rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: .82rem; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.good { background: var(--calm-soft); color: var(--calm); } td.bad { background: var(--alarm-soft); color: var(--alarm); } td.open { color: var(--soft); }
td.good, td.bad, td.open { white-space: nowrap; } td:first-child { font-weight: 600; } figure { margin: 1rem 0; } figcaption { font-weight: 600; margin-bottom: .5rem; }
.policy { fill: none; stroke-width: 2.2; stroke-linejoin: round; } .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font-size: .88rem; margin-top: .5rem; }
.key { display: inline-flex; align-items: center; gap: .4rem; } .key svg { width: 28px; height: 8px; }
.dot { stroke: var(--card); stroke-width: 1; }
${Array.from({ length: 10 }, (_, nth) => `.p${nth} { stroke: var(--p${nth}); } .d${nth} { fill: var(--p${nth}); }`).join('\n')}
`;

export function htmlReport(comparison: Comparison): string {
  const { experiment: { name, question, answer }, policies, missing } = comparison;
  return [
    '<!doctype html>', '<html lang="en">', '<head>', '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`, '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${html(name)}: a comparison of policies — whatif</title>`, `<style>${STYLE}${OWN_STYLE}</style>`, '</head>', '<body>', '<main>',
    `<header>\n<p class="soft">Comparison of policies: ${html(name)}; model ${html(comparison.modelHash.slice(0, 16))}</p>\n<h1>${html(question)}</h1>`,
    `<p><strong>What would count as an answer:</strong> ${html(answer)}</p>`,
    missing.length === 0 ? '' : `<p class="evidence">Stopped before it was done. Missing: ${html(missing.join('; '))}.</p>`,
    `<ul>${policies.map((policy) => `<li><strong>${html(policy.name)}</strong>: ${html(policy.sentence)}</li>`).join('')}</ul>\n</header>`,
    ...sectionsOf(comparison).map(sectionHtml),
    '</main>', '</body>', '</html>', '',
  ].filter((part, nth, parts) => part !== '' || nth === parts.length - 1).join('\n');
}

function sectionHtml({ title, sentences, notes = [], tables, stories = [], charts = [] }: Section): string {
  return [
    '<section>', `<h2>${html(title)}</h2>`, ...sentences.map((sentence) => `<p class="soft">${html(sentence)}</p>`), ...charts, ...tables.map(tableHtml),
    ...(notes.length === 0 ? [] : [`<details><summary>In detail</summary>${notes.map((note) => `<p class="soft">${html(note)}</p>`).join('\n')}</details>`]),
    ...(stories.length === 0 ? [] : [`<details><summary>The executions behind it (${stories.length})</summary>`, ...stories.map(storyHtml), '</details>']),
    '</section>',
  ].join('\n');
}

function tableHtml({ title, columns, rows }: ReportTable): string {
  const number = (nth: number): string => (columns[nth]?.isNumber === true ? ' class="number"' : '');
  const head = columns.map(({ head: text }, nth) => `<th scope="col"${number(nth)}>${html(text)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((each, nth) => cellHtml(each, columns[nth]?.isNumber === true)).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table>${title === null ? '' : `<caption>${html(title)}</caption>`}<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table></div>`;
}

function cellHtml({ text, tone }: Cell, isNumber: boolean): string {
  const classes = [...(isNumber ? ['number'] : []), ...(tone === undefined ? [] : [tone])];
  return `<td${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}>${html(text)}</td>`;
}

function storyHtml({ title, lines, replay }: Story): string {
  return `<div class="card"><p><strong>${html(title)}</strong></p><pre>${lines.map(html).join('\n')}</pre><p><code>${html(replay)}</code></p></div>`;
}
