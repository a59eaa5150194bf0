/** The report of `whatif check`, for people and for programs. */
import { executionTo, type PathStep } from '../../sim/explore/exhaustive/path.js';
import type { Search } from '../../sim/explore/exhaustive/search.js';
import type { ModelFault } from '../../sim/process/model-fault.js';
import { chalkFor, wrapped } from '../cli/paragraphs.js';
import { storyText, waitingJson, waitingText } from '../cli/story-text.js';
import { formatCount } from '../terminal/count.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CheckRequest } from './check-request.js';
import type { Counterexample } from './counterexamples.js';
import { assumptionsOf, judgeAtRestOf, judgeLeadsTo } from './judge-endings.js';
import { goalJson, goalSentence } from './goal-report.js';
import type { FinishedSearch } from './run-search.js';
import { bound, judgeSearch, plural, whyUnfinished, type JudgedProperty } from './verdicts.js';

export type CheckVerdict = 'holds' | 'violated' | 'unknown';

export interface JudgedCheck {
  readonly verdict: CheckVerdict;
  readonly properties: readonly JudgedProperty[];
  /** Broken or missing though nobody expects it, or the other way round. */
  readonly surprises: readonly string[];
  readonly exitCode: number;
}

export function judgeCheck({ built }: CheckRequest, { search, endings }: FinishedSearch): JudgedCheck {
  const properties = [...judgeSearch(search), ...judgeAtRestOf(search, endings), ...judgeLeadsTo(search, endings)];
  const isBad = ({ verdict }: JudgedProperty): boolean => verdict === 'violated' || verdict === 'missing';
  const surprises = properties.filter((property) => isBad(property) && !built.expected.includes(property.name)).map(({ name }) => name);
  if (built.mustBreak && search.ending === 'complete') {
    surprises.push(...properties.filter(({ name, verdict }) => built.expected.includes(name) && verdict === 'holds').map(({ name }) => name));
  }
  const verdict = properties.some(isBad) ? 'violated' : properties.some((property) => property.verdict === 'unknown') ? 'unknown' : 'holds';
  return { verdict, properties, surprises, exitCode: surprises.length === 0 ? 0 : 1 };
}

/** What became of a check, for its report. */
export interface CheckOutcome {
  readonly judged: JudgedCheck;
  readonly counterexamples: readonly Counterexample[];
  /** Where the search was saved, to go on with; null when there is nothing to go on with. */
  readonly saved: string | null;
}

export function checkJson(request: CheckRequest, finished: FinishedSearch, { judged, counterexamples, saved }: CheckOutcome): object {
  const { search, seconds } = finished;
  const within = bound(search);
  return {
    verdict: judged.verdict, scenario: request.subject.name, workload: request.built.workload, timing: request.limits.timing,
    distinct: search.distinct, generated: search.generated, depth: search.depthMax, terminal: search.terminal,
    seconds: Math.round(seconds * 1000) / 1000,
    // The executions that were all searched: those with at most so many faults. Null with `complete`: any number.
    faults: within === Infinity ? null : within, complete: search.ending === 'complete', ending: search.ending,
    reduction: request.reduction, strategy: request.limits.strategy, goal: request.goal === null ? null : goalJson(request.goal, finished),
    properties: judged.properties.map(({ state, lasso, renaming, ...property }) => {
      const written = counterexamples.find(({ property: { name } }) => name === property.name);
      return {
        ...property, fingerprint: written?.violation.fingerprint ?? null, capsule: written?.capsule ?? null,
        realisable: written?.realisable ?? null, timedCapsule: written?.timedCapsule ?? null,
        waitingForEver: written === undefined ? [] : waitingJson(written.trace),
        path: state === null || !search.knowsPathTo(state) ? null : executionTo(search, state, renaming).steps.map(told),
        lasso: lasso === null ? null : { subject: lasso.subject, owedAfter: lasso.owedAfter, stem: lasso.stem.map(told), loop: lasso.loop.map(told) },
      };
    }),
    symmetry: search.symmetricSets.length === 0 ? null : { sets: search.symmetricSets, audited: search.audited },
    waitingForEver: finished.endings.rest?.openCalls.list ?? [], assumptions: assumptionsOf(search), handlerRuns: search.handlerRuns, bytes: search.bytes, saved, exitCode: judged.exitCode,
  };
}

/** The same for a search that a fault of the model ended: nothing is concluded. */
export function modelFaultJson({ subject, built }: CheckRequest, { handler, message }: ModelFault): object {
  return {
    verdict: 'unknown' satisfies CheckVerdict, scenario: subject.name, workload: built.workload, complete: false, ending: 'model fault',
    properties: [], modelFault: { handler, message }, exitCode: 1,
  };
}

/** A step of an execution as data: its event, the options that its choices came out as, and its faults. */
function told({ event, spontaneous, options, faults }: PathStep): object {
  return { event, spontaneous, options, faults };
}

export function checkReport(
  request: CheckRequest, finished: FinishedSearch, { judged, counterexamples, saved }: CheckOutcome, terminal: Terminal,
): string {
  const { search, seconds } = finished;
  const { built, subject } = request;
  const chalk = chalkFor(terminal);
  const unfinished = whyUnfinished(search);
  const parts = [
    wrapped(`${chalk.bold(subject.name)}: ${built.workload}${request.values.policy === '' ? '' : `, policy ${request.values.policy}`}`, terminal, 2),
    wrapped(`${formatCount(search.distinct)} distinct states, ${formatCount(search.generated)} generated, depth ${search.depthMax}, in ` +
      `${seconds.toFixed(1)} s; ${formatCount(search.handlerRuns)} runs of handler code.` +
      (unfinished === null ? '' : ` The search is not complete: ${unfinished}.`), terminal, 2),
    ...symmetryLines(search).map((line) => wrapped(line, terminal, 2)),
    ...judged.properties.map((property) => wrapped(`${mark(property, chalk)} ${chalk.bold(property.name)} ${property.finding}.\n    ${property.sentence}`, terminal, 4)),
  ];
  const waiting = waitingLines(finished);
  if (waiting.length > 0) parts.push(waiting.map((line, nth) => wrapped(line, terminal, nth === 0 ? 2 : 4)).join('\n'));
  const assumptions = assumptionsOf(search);
  if (assumptions !== null) parts.push(wrapped(assumptions, terminal, 2));
  const [told, ...others] = counterexamples;
  if (told !== undefined) parts.push(counterexample(request, told, terminal));
  if (request.goal !== null) parts.push(wrapped(goalSentence(request.goal, finished), terminal, 2));
  parts.push(wrapped(`Verdict: ${verdictSentence(request, finished, judged, counterexamples)}`, terminal, 2));
  if (told !== undefined) parts.push(replayLines(told, others, terminal));
  if (saved !== null) parts.push(`Go on with the search:\n  ${chalk.bold(`npx whatif check --resume ${saved}`)}`);
  return `${parts.join('\n\n')}\n`;
}

/** What a search with symmetry stands for. */
function symmetryLines({ symmetricSets, audited }: Search): string[] {
  if (symmetricSets.length === 0) return [];
  const sets = symmetricSets.map(({ name, ids }) => `${ids.length} ${name}`).join(' and ');
  return [`Of all states that differ only in the names of ${sets}, one was searched. That these can be exchanged was tried in ${formatCount(audited)} states.`];
}

/** The calls without a time-out that nothing answers any more, in worlds at rest. */
function waitingLines({ endings: { rest } }: FinishedSearch): string[] {
  const calls = rest?.openCalls.list ?? [];
  if (rest === null || calls.length === 0) return [];
  return [
    `At rest, and waiting for ever (${plural(calls.length, 'call')} without a time-out):`,
    ...calls.map(({ from, to, endpoint, states, faults }) => `  ${from} waits for ${to} to answer ${endpoint}: in ${formatCount(states)} of ${plural(rest.resting, 'state')} at rest, ` +
      `with ${plural(faults, 'fault')} at least`),
  ];
}

function verdictSentence(
  { built, goal, limits: { timing } }: CheckRequest, { search }: FinishedSearch, { verdict, surprises }: JudgedCheck, counterexamples: readonly Counterexample[],
): string {
  const expected = surprises.length > 0 ? `, not as expected (${surprises.join(', ')})` : built.expected.length > 0 && goal === null ? ', as expected' : '';
  const within = bound(search);
  const which = within === null ? 'a part of the executions without a fault' : within === Infinity ? 'every execution'
    : within === 0 ? 'every execution without a fault' : `every execution with at most ${plural(within, 'fault')}`;
  const order = timing === 'free' ? 'with any order of what is pending (durations are not looked at)'
    : 'in the orders that nominal durations allow';
  return `${verdict}${expected}. Searched: ${which} for ${built.workload}, ${order}.${clockSentence(counterexamples)}`;
}

/** What a clock makes of the counterexamples. */
function clockSentence(counterexamples: readonly Counterexample[]): string {
  const impossible = counterexamples.filter(({ realisable }) => realisable === false).map(({ property: { name } }) => `"${name}"`);
  if (impossible.length === 0) return '';
  return ` Timing not realisable: no durations within their ranges lead to the counterexample of ${impossible.join(', ')}, so it may take more faults than that.`;
}

function counterexample({ reduction, built, limits: { strategy } }: CheckRequest, { property, trace, violation }: Counterexample, terminal: Terminal): string {
  const waiting = waitingText(trace, terminal);
  return [
    wrapped(`How "${property.name}" is broken${forEver(property)}, with the fewest faults (${property.faults}) and ` +
      `${reduction === 'por' || strategy === 'dfs' ? `in ${property.steps} steps, perhaps not the fewest` : `then the fewest steps (${property.steps})`}:`, terminal, 2),
    storyText(trace, built.narrator, violation, terminal, { isUntimed: true }),
    ...(waiting.length === 0 ? [] : ['', ...waiting]),
  ].join('\n');
}

function forEver({ lasso }: JudgedProperty): string {
  if (lasso === null) return '';
  return lasso.loop.length === 0 ? ' (nothing has to happen any more after the last step)'
    : ` (the last ${lasso.loop.length === 1 ? 'step goes' : `${lasso.loop.length} steps go`} round for ever)`;
}

function replayLines(told: Counterexample, others: readonly Counterexample[], terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  return [
    'Replay it:', `  ${chalk.bold(`npx whatif replay ${told.capsule}`)}`,
    ...(told.timedCapsule === null ? [] : ['Durations realise it; the same as a timed run:', `  ${chalk.bold(`npx whatif replay ${told.timedCapsule}`)}`]),
    ...others.map(({ property, capsule, timedCapsule }) => wrapped(`How "${property.name}" is broken: ${timedCapsule ?? capsule}`, terminal, 2)),
  ].join('\n');
}

function mark({ verdict }: JudgedProperty, chalk: ReturnType<typeof chalkFor>): string {
  switch (verdict) {
    case 'holds':
    case 'met':
      return chalk.green('✓');
    case 'violated':
    case 'missing':
      return chalk.red('✗');
    default:
      return chalk.yellow('?');
  }
}
