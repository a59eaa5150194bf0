/**
 * An explanation as one HTML file: no script, no network, nothing beside it. Its own policy forbids both, so that even a
 * mistake in the escaping of a hostile capsule's text could fetch and run nothing.
 */
import { clock } from '../../sim/show/brief.js';
import type { Answer, ExplanationPage } from '../../sim/show/explanation.js';
import type { StoryEntry } from '../../sim/show/story.js';
import { counted } from '../terminal/count.js';
import { chanceChart } from './html-chart.js';
import { STYLE } from './html-style.js';
import { html } from './html-text.js';
import { chanceSentences, originSentence, pastSentence, type Origin } from './sentences.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function htmlPage(page: ExplanationPage, origin: Origin, isUntimed: boolean): string {
  return [
    '<!doctype html>', '<html lang="en">', '<head>', '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${html(page.invariant)} — whatif</title>`, `<style>${STYLE}</style>`, '</head>', '<body>', '<main>',
    head(page, origin), story(page, isUntimed), beliefs(page), rule(page), answers(page), chances(page), foot(page, origin),
    '</main>', '</body>', '</html>', '',
  ].filter((part, index, parts) => part !== '' || index === parts.length - 1).join('\n');
}

function head(page: ExplanationPage, origin: Origin): string {
  return `<header>\n<p class="eyebrow">Invariant violated</p>\n<h1>${html(page.invariant)}</h1>\n<p class="lead">${html(page.sentence)}</p>\n` +
    `<p class="evidence">${html(page.evidence)}</p>\n<p class="soft">${html(originSentence(origin))}</p>\n</header>`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `<section>\n<h2>${title}</h2>\n${body}\n</section>`;
}

function story(page: ExplanationPage, isUntimed: boolean): string {
  const lines = page.story.entries.filter((entry) => !('line' in entry && entry.line.kind === 'belief')).map((entry) => storyLine(entry, isUntimed));
  const past = pastSentence(page);
  return section('What happened', `<ol class="story card${isUntimed ? ' untimed' : ''}">\n${lines.join('\n')}\n</ol>` +
    (past === null ? '' : `\n<p class="soft">${html(past)}</p>`) +
    `\n<details><summary>As a sequence diagram (Mermaid)</summary>\n<pre>${html(page.diagram).replaceAll('\\u{a}', '\n')}</pre></details>`);
}

function storyLine(entry: StoryEntry, isUntimed: boolean): string {
  if (!('line' in entry)) return `<li class="omitted"><span>… ${counted(entry.omitted, 'step')} ${entry.after ? 'after that' : 'omitted'}</span></li>`;
  const { kind, step, time, who, text, fates } = entry.line;
  const when = isUntimed ? '' : `<span class="number">${clock(time)}</span>`;
  const name = who === null ? '' : `<span class="who">${html(who)}</span> `;
  const struck = fates.map((fate) => `<span class="fate">✗ ${html(fate)}</span>`).join('');
  return `<li class="${kind}"><span class="number">${step}</span>${when}<span class="what">${name}${html(text)}${struck}</span></li>`;
}

function beliefs(page: ExplanationPage): string {
  const cards = page.beliefs.map(({ who, what }) => `<div class="card"><span class="who">${html(who)}</span>${html(what)}</div>`);
  return cards.length === 0 ? '' : section('What each believed at that moment', `<div class="beliefs">\n${cards.join('\n')}\n</div>`);
}

function rule({ rule: decided }: ExplanationPage): string {
  if (decided === null) return '';
  const said = decided.sentence === null ? '' : `<p>${html(decided.sentence)}.</p>`;
  const source = decided.source === null ? '' : `<p class="source soft">${html(decided.source)}</p>`;
  const where = `${decided.who === '' ? '' : `${decided.who}, `}step ${decided.step}`;
  return section('The rule that decided', `<div class="card rule"><p><span class="name">${html(decided.name)}</span> <span class="soft">${html(where)}</span></p>${said}${source}</div>`);
}

function answers(page: ExplanationPage): string {
  if (page.answers.length === 0) return '';
  return section('What if', `<ul class="answers">\n${page.answers.map(answer).join('\n')}\n</ul>`);
}

function answer({ verdict, outcome, supposed, instead, ending }: Answer): string {
  const end = ending.map(({ who, what }) => `<li>${html(who)}: ${html(what)}</li>`).join('');
  return `<li class="card"><span class="badge ${verdict === 'necessary' ? 'necessary' : verdict === 'averts it' ? 'averts' : ''}">${verdict}</span>` +
    `<span>${html(supposed)}, <span class="instead ${outcome}">${html(instead)}</span>.</span>` +
    (end === '' ? '' : `<ul class="ending">${end}</ul>`) + '</li>';
}

function chances(page: ExplanationPage): string {
  const [intro, ...sentences] = chanceSentences(page);
  if (intro === undefined) return '';
  return section('From when on', `<p>${html(intro)}</p>\n<div class="card">${chanceChart(page)}</div>\n<p>${html(sentences.join(' '))}</p>`);
}

function foot({ fingerprint }: ExplanationPage, origin: Origin): string {
  return `<footer class="soft">\n<p>Fingerprint: <code>${html(fingerprint)}</code></p>\n<p>Look at it: <code>${html(origin.replay)}</code></p>\n</footer>`;
}
