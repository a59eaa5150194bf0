/** The summary of a job, in Markdown: verdict, new failures with their stories, and what was covered. */
import { renderStory } from '../../../sim/show/render-story.js';
import { tellStory } from '../../../sim/show/story.js';
import { counted, formatCount } from '../../terminal/count.js';
import type { JudgedFailure } from '../failures.js';
import { campaignName, isNewFailure, type Judged, type JudgedCampaign } from '../judge.js';
import type { RecordedFailure } from '../recorded-failures.js';
import type { ResultsBody } from '../results/results-schema.js';
import { cleanRunsText, intervalText, rateText, unseenText } from './rates.js';

/** Less than the 1 MiB that GitHub takes: what is too long is left out, and said. */
const BYTES_MAX = 900_000;
const STORY_WIDTH = 110;
const LISTED_MAX = 50;

/** `diagram`: the sequence diagram of a run, in Mermaid's language. */
export function markdownSummary(
  results: ResultsBody, judged: Judged, recorded: readonly RecordedFailure[], rerun: (failure: JudgedFailure) => string | null,
  diagram: (recorded: RecordedFailure) => string | null,
): string {
  const news = judged.failures.filter(({ known }) => known === null);
  const known = judged.failures.filter((failure) => failure.known !== null);
  const parts = [
    `# whatif: ${judged.verdict}`,
    ...(judged.exitCode === 0 ? ['No new failure. That bounds rates, and proves nothing.'] : [[...judged.reasons.filter((reason) => !isNewFailure(reason)), ...(news.length === 0 ? [] : [counted(news.length, 'new failure')])].map((reason) => `- ${text(reason)}`).join('\n')]),
    ...(news.length === 0 ? [] : [`## ${counted(news.length, 'new failure')}`, ...news.slice(0, LISTED_MAX).map((failure) =>
      newFailure(failure, recorded.find((candidate) => candidate.failure === failure), rerun, diagram))]),
    ...(news.length > LISTED_MAX ? [`And ${news.length - LISTED_MAX} more.`] : []),
    ...judged.campaigns.map(campaignTable),
    checksTable(results), listed('Known failures', known.map(({ fingerprint, rate }) => `${fingerprint}${rate === null ? '' : `: ${counted(rate.runs, 'run')}`}`)),
    listed('Known failures that did not occur', judged.unseen.map(unseenText)),
    listed('Saved capsules that pass now', judged.fixed), listed('Saved capsules that need a person', judged.unaligned),
  ];
  return fitted(parts.filter((part) => part !== ''));
}

function newFailure(
  failure: JudgedFailure, recorded: RecordedFailure | undefined, rerun: (failure: JudgedFailure) => string | null,
  diagram: (recorded: RecordedFailure) => string | null,
): string {
  const { fingerprint, scenario, policy, evidence, rate, cheapest } = failure;
  const command = rerun(failure);
  const lines = [`### ${text(fingerprint)}`, `${text(scenario)}${policy === '' ? '' : `, policy ${text(policy)}`}: ${text(evidence)}.`];
  if (rate !== null) lines.push(`In ${counted(rate.runs, 'run')} of ${formatCount(rate.of)} (${intervalText(rate.interval)}, at 95 %). ${cleanRunsText(failure)}.`);
  if (cheapest !== null && Number.isFinite(cheapest.steps)) {
    lines.push(`Cheapest: seed \`${cheapest.seed}\`, ${counted(cheapest.steps, 'step')}, ${counted(cheapest.faults, 'fault')}.`);
  }
  if (command !== null) lines.push(fence('sh', command));
  if (recorded !== undefined) {
    const drawn = diagram(recorded);
    if (drawn !== null) lines.push(fence('mermaid', drawn.trimEnd()));
    const { trace, violation, narrator } = recorded;
    const story = renderStory(tellStory(trace, narrator, { violation }), { width: STORY_WIDTH }).join('\n');
    lines.push(`<details><summary>The run as a story</summary>\n\n${fence('text', story)}\n\n</details>`);
  }
  return lines.join('\n\n');
}

function campaignTable({ campaign, properties, vacuous, unreached, neverEntered, neverStruck }: JudgedCampaign): string {
  const { tally, seed, goals } = campaign;
  const rows = properties.map((property) =>
    `| ${text(property.name)} | ${property.tested === 0 ? 'never' : formatCount(property.tested)} | ${formatCount(property.violated)} | ${rateText(property)} |`);
  const corners = [
    ...(vacuous.length === 0 ? [] : [`Vacuous, since no run put it to the test: ${vacuous.map(text).join('; ')}.`]),
    `Goals reached: ${goals.length - unreached.length} of ${goals.length}.` +
      (unreached.length === 0 ? '' : ` Never: ${unreached.map(text).join('; ')}. Nothing is known of these corners.`),
    ...(neverEntered.length === 0 ? [] : [`Handlers never entered: ${neverEntered.map(text).join(', ')}.`]),
    ...(neverStruck.length === 0 ? [] : [`Kinds of fault that never struck: ${neverStruck.map(text).join(', ')}.`]),
  ];
  return [
    `## ${text(campaignName(campaign))}`,
    `${counted(tally.runs, 'run')} (seeds \`${seed}-N\`), ${counted(tally.events, 'event')}, ${counted(tally.faults, 'fault')}; hash \`${tally.hash}\`.`,
    ['| invariant | runs that tested it | violated | of those tested, at 95 % |', '|---|--:|--:|---|', ...rows].join('\n'),
    ...corners,
  ].join('\n\n');
}

function checksTable({ checks }: ResultsBody): string {
  if (checks.length === 0) return '';
  const rows = checks.map(({ subject, policy, workload, verdict, complete, faults, distinct, surprises }) =>
    `| ${text(subject)}: ${text(workload)}${policy === '' ? '' : `, policy ${text(policy)}`} | ${verdict}${surprises.length === 0 ? '' : ` (**not as expected**: ${surprises.map(text).join('; ')})`} | ` +
      `${complete ? 'every execution' : faults === null ? 'a part of the fault-free ones' : `at most ${counted(faults, 'fault')}`} | ${formatCount(distinct)} |`);
  return ['## Bounded search', ['| workload | verdict | executions | states |', '|---|---|---|--:|', ...rows].join('\n')].join('\n\n');
}

function listed(title: string, entries: readonly string[]): string {
  if (entries.length === 0) return '';
  const shown = entries.slice(0, LISTED_MAX).map((entry) => `- ${text(entry)}`);
  if (entries.length > LISTED_MAX) shown.push(`- and ${entries.length - LISTED_MAX} more`);
  return `<details><summary>${title}: ${entries.length}</summary>\n\n${shown.join('\n')}\n\n</details>`;
}

/** Names come from models and capsules: nothing in them is markup. */
function text(plain: string): string {
  return plain.replace(/[\\`*_{}[\]<>|#&]/g, (mark) => `\\${mark}`).replace(/\s+/g, ' ');
}

/** A block of code; a longer fence than any in it. */
function fence(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${code}\n${ticks}`;
}

function fitted(parts: readonly string[]): string {
  let bytes = 0;
  const kept: string[] = [];
  for (const part of parts) {
    bytes += Buffer.byteLength(part) + 2;
    if (bytes > BYTES_MAX) {
      kept.push('The rest is too long for a summary: the results file has it.');
      break;
    }
    kept.push(part);
  }
  return `${kept.join('\n\n')}\n`;
}
