/** What `whatif ci` and `whatif merge` print for people. */
import { chalkFor, wrapped } from '../../cli/paragraphs.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { counted, formatCount } from '../../terminal/count.js';
import { renderTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { JudgedFailure } from '../failures.js';
import { campaignName, isNewFailure, type Judged, type JudgedCampaign } from '../judge.js';
import { cleanRunsText, intervalText, rateText, unseenText } from './rates.js';
import { rerunCommand } from './rerun.js';
import { entryFor } from '../known-failures.js';
import type { ResultsBody } from '../results/results-schema.js';

const NEW_MAX = 20;
const KNOWN_MAX = 10;
const RAREST_MAX = 3;
const NAMES_MAX = 8;

export function textReport(results: ResultsBody, judged: Judged, scenarios: readonly Scenario[], terminal: Terminal): string {
  const parts = [
    ...judged.campaigns.map((campaign) => campaignText(campaign, terminal)),
    checksText(results, terminal), regressionsText(results, judged, terminal),
    ...failuresText(judged.failures, scenarios, terminal),
    unseenFailures(judged, terminal), verdictText(judged, terminal),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function campaignText(judged: JudgedCampaign, terminal: Terminal): string {
  const { campaign, properties } = judged;
  const { tally, seed, shards, audited } = campaign;
  const chalk = chalkFor(terminal);
  const hours = tally.virtualMilliseconds / 3_600_000;
  const of = shards[0]?.of ?? 1;
  const which = of === 1 ? '' : `, ${shards.length === of ? `all ${of} shards` : `shards ${shards.map(({ shard }) => shard).join(', ')} of ${of}`}`;
  const rows = properties.map((property) => [
    property.name, property.tested === 0 ? 'never' : formatCount(property.tested),
    property.violated === 0 ? '0' : chalk.red(formatCount(property.violated)), rateText(property),
  ]);
  return [
    wrapped(chalk.bold(campaignName(campaign)), terminal, 2),
    wrapped(`${counted(tally.runs, 'run')} (seeds ${seed}-N${which}), ${counted(tally.events, 'event')}, ${counted(tally.faults, 'fault')}, ` +
      `${counted(hours, 'simulated hour')}; ${counted(audited, 'run')} run again and compared; hash ${tally.hash}`, terminal, 2),
    renderTable([{ head: 'invariant' }, { head: 'runs that tested it', align: 'right' }, { head: 'violated', align: 'right' },
      { head: 'of those tested, at 95 %' }], rows, terminal),
    ...corners(judged, terminal),
  ].join('\n');
}

function corners({ campaign, vacuous, unreached, neverEntered, neverStruck }: JudgedCampaign, terminal: Terminal): string[] {
  const { goals, handlers, faultKinds, tally: { reached, coverage } } = campaign;
  const lines: string[] = [];
  if (vacuous.length > 0) lines.push(`Vacuous, since no run put it to the test: ${vacuous.join('; ')}.`);
  const met = reached.filter(({ name }) => goals.includes(name)).sort((left, right) => left.runs - right.runs);
  if (met.length > 0) {
    const rarest = met.slice(0, RAREST_MAX).map(({ name, runs, seed, steps }) => `${name} (${counted(runs, 'run')}; seed ${seed} after ${counted(steps, 'step')})`);
    lines.push(`Goals reached ${met.length} of ${goals.length}${met.length > RAREST_MAX ? ', the rarest being' : ''}: ${rarest.join('; ')}.`);
  }
  if (unreached.length > 0) lines.push(`Goals never reached: ${unreached.join('; ')}. Nothing is known of these corners.`);
  const entered = handlers.length - neverEntered.length;
  const struck = faultKinds.length - neverStruck.length;
  lines.push(`Covered: ${entered} of ${counted(handlers.length, 'handler')}${never(neverEntered)}; ${struck} of ${counted(faultKinds.length, 'kind')} of fault` +
    `${never(neverStruck)}; ${counted(coverage.rules.length, 'rule')}.`);
  return lines.map((line) => wrapped(line, terminal, 2));
}

function never(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > NAMES_MAX ? `, and ${names.length - NAMES_MAX} more` : '';
  return ` (never: ${names.slice(0, NAMES_MAX).join(', ')}${more})`;
}

function checksText({ checks }: ResultsBody, terminal: Terminal): string {
  if (checks.length === 0) return '';
  const chalk = chalkFor(terminal);
  const rows = checks.map(({ subject, policy, workload, verdict, distinct, complete, faults, surprises }) => [
    (workload.startsWith(subject) ? workload : `${subject}: ${workload}`) + (policy === '' ? '' : `, policy ${policy}`), surprises.length > 0 ? chalk.red(verdict) : verdict,
    complete ? 'every execution' : faults === null ? 'a part of the fault-free ones' : `at most ${counted(faults, 'fault')}`, formatCount(distinct),
  ]);
  return renderTable([{ head: 'bounded search' }, { head: 'verdict' }, { head: 'executions' }, { head: 'states', align: 'right' }], rows, terminal);
}

function regressionsText({ regressions }: ResultsBody, { fixed, unaligned }: Judged, terminal: Terminal): string {
  if (regressions.length === 0) return '';
  const lines = [`${counted(regressions.length, 'saved capsule')} replayed: ${regressions.filter(({ fails }) => fails !== null).length} fail still.`];
  for (const capsule of fixed) lines.push(`  fixed: ${capsule} passes now`);
  for (const capsule of unaligned) lines.push(`  needs a person: ${capsule} cannot be aligned with the model of today`);
  return lines.map((line) => wrapped(line, terminal, 4)).join('\n');
}

function failuresText(failures: readonly JudgedFailure[], scenarios: readonly Scenario[], terminal: Terminal): string[] {
  const chalk = chalkFor(terminal);
  const news = failures.filter(({ known }) => known === null);
  const known = failures.filter((failure) => failure.known !== null);
  const parts: string[] = [];
  if (news.length > 0) {
    const more = news.length > NEW_MAX ? [`  and ${news.length - NEW_MAX} more (--json has all)`] : [];
    parts.push([chalk.red(`${counted(news.length, 'new failure')}:`), ...news.slice(0, NEW_MAX).map((failure) => newFailure(failure, scenarios, terminal)), ...more].join('\n'));
  }
  if (known.length > 0) {
    const lines = known.slice(0, KNOWN_MAX).map(({ fingerprint, rate }) => wrapped(`  ${fingerprint}${rate === null ? '' : `: ${counted(rate.runs, 'run')}`}`, terminal, 4));
    if (known.length > KNOWN_MAX) lines.push(`  and ${known.length - KNOWN_MAX} more (--json has all)`);
    parts.push([`Known failures, which do not fail the build (${known.length}):`, ...lines].join('\n'));
  }
  return parts;
}

function newFailure(failure: JudgedFailure, scenarios: readonly Scenario[], terminal: Terminal): string {
  const { fingerprint, scenario, policy, rate, cheapest, evidence } = failure;
  const lines = [`  ${chalkFor(terminal).bold(fingerprint)}`, `    ${scenario}${policy === '' ? '' : `, policy ${policy}`}: ${evidence}`];
  if (rate !== null) lines.push(`    in ${counted(rate.runs, 'run')} of ${formatCount(rate.of)} (${intervalText(rate.interval)} at 95 %); ${cleanRunsText(failure)}`);
  if (cheapest !== null && Number.isFinite(cheapest.steps)) {
    lines.push(`    cheapest: seed ${cheapest.seed}, profile ${cheapest.profile}, ${counted(cheapest.steps, 'step')}, ${counted(cheapest.faults, 'fault')}`);
  }
  const command = rerunCommand(failure, scenarios);
  const entry = entryFor(fingerprint, scenario, policy, new Date().toISOString().slice(0, 10));
  // A command that is broken cannot be copied.
  return [...lines.map((line) => wrapped(line, terminal, 4)), ...(command === null ? [] : [`    ${command}`]), `    if it is known: ${entry}`].join('\n');
}

function unseenFailures({ unseen }: Judged, terminal: Terminal): string {
  if (unseen.length === 0) return '';
  const gone = unseen.filter((failure) => failure.gone);
  const rest = unseen.filter((failure) => !failure.gone);
  const lines = gone.map((failure) => `  ${unseenText(failure)}`);
  lines.push(...rest.slice(0, KNOWN_MAX).map((failure) => `  ${unseenText(failure)}`));
  if (rest.length > KNOWN_MAX) lines.push(`  and ${rest.length - KNOWN_MAX} more that were not seen`);
  return ['Known failures that did not occur:', ...lines.map((line) => wrapped(line, terminal, 4))].join('\n');
}

function verdictText({ verdict, exitCode, reasons, failures }: Judged, terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  if (exitCode === 0) return wrapped(`Verdict: ${chalk.green(verdict)}. No new failure; that bounds rates, and proves nothing.`, terminal, 2);
  const news = failures.filter(({ known }) => known === null).length;
  const told = [...reasons.filter((reason) => !isNewFailure(reason)), ...(news === 0 ? [] : [counted(news, 'new failure')])];
  return [`Verdict: ${chalk.red(`${verdict} (exit ${exitCode})`)}:`, ...told.map((reason) => wrapped(`  ${reason}`, terminal, 4))].join('\n');
}
