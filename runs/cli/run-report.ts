/** What `whatif run` prints for people: what was run, what was checked, what was found, and how to see it again. */
import type { Narrator } from '../../sim/show/narrator.js';
import { formatDigest } from '../../sim/explore/run-result.js';
import { handlerSteps } from './handler-steps.js';
import type { CampaignResult } from '../campaign/campaign-result.js';
import type { Expectation, Outcome } from '../campaign/outcome.js';
import { counted, formatCount, formatShortCount } from '../terminal/count.js';
import { renderTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { chalkFor, wrapped } from './paragraphs.js';
import type { RecordedFinding } from './recorded-findings.js';
import { runAgain } from './run-again.js';
import type { RunRequest } from './run-request.js';
import { storyText } from './story-text.js';

const OTHERS_MAX = 12;

export function runReport(
  request: RunRequest, result: CampaignResult, expectation: Expectation, outcome: Outcome,
  findings: readonly RecordedFinding[], narrator: Narrator, terminal: Terminal,
): string {
  const parts = [
    whatWasRun(request, result, terminal),
    invariantTable(result, expectation, terminal),
    corners(outcome, expectation, result, terminal),
    ...modelFaults(request, result, terminal),
    ...violations(request, findings, narrator, terminal),
    conclusion(request, result, outcome, findings, terminal),
  ];
  return parts.filter((part) => part !== '').join('\n\n') + '\n';
}

function whatWasRun({ spec, campaignSeed, single }: RunRequest, result: CampaignResult, terminal: Terminal): string {
  const { tally, seedsCovered, seconds } = result;
  const bold = chalkFor(terminal).bold;
  const faults = spec.faults === null ? '' : `, faults ${spec.faults.join(', ')}`;
  const strategy = spec.strategy === undefined ? '' : `, strategy ${bold(spec.strategy)}`;
  const seeds = single || seedsCovered === 0
    ? `seed ${campaignSeed}` : `seeds ${campaignSeed}-0 to ${campaignSeed}-${seedsCovered - 1}`;
  const speed = seconds > 0 ? `, ${formatShortCount(tally.events / seconds)} events/s on ${counted(result.workers, 'worker')}` : '';
  const hours = tally.virtualMilliseconds / 3_600_000;
  return [
    `${bold(spec.scenario)}, policy ${bold(spec.policy)}, profile ${bold(spec.profile)}${faults}${strategy}`,
    wrapped(`${counted(tally.runs, 'run')} (${seeds}), ${counted(tally.events, 'event')}, ${counted(tally.faults, 'fault')}, ` +
      `${counted(hours, 'simulated hour')} in ${seconds.toFixed(1)} s${speed}`, terminal),
    `campaign hash ${formatDigest(tally.hash)}`,
  ].join('\n');
}

function invariantTable({ tally }: CampaignResult, { invariants }: Expectation, terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  const rows = invariants.map((name) => {
    const { tested = 0, violated = 0 } = tally.invariants[name] ?? {};
    return [name, tested === 0 ? 'never' : formatCount(tested), violated === 0 ? '0' : chalk.red(formatCount(violated))];
  });
  return renderTable(
    [{ head: 'invariant' }, { head: 'runs that tested it', align: 'right' }, { head: 'violated', align: 'right' }], rows, terminal);
}

/** How many of the goals that were reached a report names. `--json` has all. */
const RAREST_MAX = 3;

function corners({ vacuous, unreached }: Outcome, { goals }: Expectation, { tally }: CampaignResult, terminal: Terminal): string {
  const lines: string[] = [];
  if (vacuous.length > 0) lines.push(`Vacuous, since no run put it to the test: ${vacuous.join('; ')}.`);
  const runsTo = (name: string): number => tally.reached[name]?.runs ?? 0;
  const reached = goals.filter((name) => !unreached.includes(name));
  if (reached.length > 0) {
    const rarest = [...reached].sort((left, right) => runsTo(left) - runsTo(right)).slice(0, RAREST_MAX);
    const listed = rarest.map((name) => `${name} (${counted(runsTo(name), 'run')})`).join('; ');
    const all = reached.length <= RAREST_MAX ? '' : ` ${reached.length} of ${goals.length}, the rarest being`;
    lines.push(`Goals reached${all}: ${listed}.`);
  }
  if (unreached.length > 0) lines.push(`Goals never reached: ${unreached.join(', ')}. Nothing is known of these corners.`);
  return lines.map((line) => wrapped(line, terminal, 2)).join('\n');
}

function modelFaults(
  { spec, scenario }: RunRequest, { tally, stuck, stepsToFault }: CampaignResult, terminal: Terminal,
): string[] {
  const chalk = chalkFor(terminal);
  const faults = tally.modelFaults.map(({ subject, count, example }) => [
    chalk.red(`The model is at fault: ${subject}`) + ` (in ${counted(count, 'run')}, such as seed ${example.seed})`,
    wrapped(example.evidence, terminal),
    ...handlerSteps(stepsToFault.get(subject) ?? []),
    `Run it alone: ${chalk.bold(runAgain(spec, scenario, example.seed))}`,
  ].join('\n'));
  const lost = stuck.map(({ seed, handler, how }) => chalk.red(`Seed ${seed} ${how}`) +
    (handler === '' ? ', before any handler ran.' : `: the handler that ran last is ${handler}.`));
  return lost.length === 0 ? faults : [...faults, lost.join('\n')];
}

function violations(
  request: RunRequest, findings: readonly RecordedFinding[], narrator: Narrator, terminal: Terminal,
): string[] {
  const [shortest, ...others] = findings;
  if (shortest === undefined) return [];
  const chalk = chalkFor(terminal);
  const { distinct: { subject, example, count }, trace, violation } = shortest;
  const title = `${chalk.red(`Violated: ${subject}`)}  (seed ${example.seed}, step ${example.steps}, ` +
    `${counted(example.faults, 'fault')}; in ${counted(count, 'run')})`;
  const story = `${wrapped(title, terminal, 2)}\n${storyText(trace, narrator, violation, terminal, { whole: request.story })}`;
  if (others.length === 0) return [story];
  const lines = others.slice(0, OTHERS_MAX).map(({ distinct, capsule }) =>
    wrapped(`  ${distinct.fingerprint}: ${counted(distinct.count, 'run')}, ${capsule}`, terminal, 4));
  if (others.length > OTHERS_MAX) lines.push(`  and ${others.length - OTHERS_MAX} more, each with its capsule`);
  return [story, [`${counted(others.length, 'other distinct violation')}:`, ...lines].join('\n')];
}

function conclusion(
  { spec, scenario }: RunRequest, result: CampaignResult, outcome: Outcome, findings: readonly RecordedFinding[], terminal: Terminal,
): string {
  const chalk = chalkFor(terminal);
  const lines: string[] = [];
  if (result.interrupted) lines.push('Interrupted: this is what was covered until then.');
  const verdict = `${outcome.verdict}${outcome.exitCode === 0 ? '' : ` (exit ${outcome.exitCode})`}`;
  lines.push(wrapped(`Verdict: ${(outcome.exitCode === 0 ? chalk.green : chalk.red)(verdict)}, ${outcome.reason}.`, terminal, 2));
  if (outcome.verdict === 'unknown' && outcome.bound !== null) {
    lines.push(wrapped(`No violation in ${counted(result.tally.runs, 'run')}: at 95 % confidence fewer than ${percent(outcome.bound)} of ` +
      `the runs of profile ${spec.profile} have one. That is a bound for this profile, and no proof.`, terminal, 2));
  }
  if (outcome.exitCode === 3) lines.push(...whatBroke(result, scenario.canary.invariant, terminal));
  const shortest = findings[0];
  if (shortest !== undefined) {
    lines.push('', 'Replay it:', `  ${chalk.bold(`npx whatif replay ${shortest.capsule}`)}`);
    lines.push('A smaller run that fails in the same way, and why:', `  npx whatif shrink ${shortest.capsule}`, `  npx whatif explain ${shortest.capsule}`);
  }
  return lines.join('\n');
}

function whatBroke({ divergence, canary }: CampaignResult, invariant: string, terminal: Terminal): string[] {
  if (divergence !== null) {
    const sides = divergence.step === null ? [] : [`  first:  ${divergence.first}`, `  second: ${divergence.second}`];
    return [...sides, ...(divergence.fault === null ? [] : [wrapped(divergence.fault, terminal)])];
  }
  if (canary?.seed === null) return [wrapped(`Known to be found: ${invariant}. Nothing may be concluded from this campaign.`, terminal)];
  return [];
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(2)} %`;
}
