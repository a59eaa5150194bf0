/** The result of a policy search, as a report for a person and as JSON. */
import { RULE_SWITCHES } from '../../models/omicron/policies/rule-switches.js';
import type { Refutation } from '../../sim/explore/tables/refutations.js';
import { chalkFor, wrapped } from '../cli/paragraphs.js';
import { storyText } from '../cli/story-text.js';
import { counted, formatCount } from '../terminal/count.js';
import { renderTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { figure } from '../compare/report/numbers.js';
import { TOLD_PRICES, type PricedCandidate } from './pareto.js';
import { cellInWords, gridOf } from './grid.js';
import type { Broken } from './pass.js';
import { workloadOf } from './policy-space.js';
import type { SearchedPolicies } from './policy-search.js';
import type { RefutationStory } from './refutation-story.js';

export interface ToldRefutation {
  readonly refutation: Refutation<Broken>;
  readonly told: RefutationStory;
}

export interface PolicySearchOutcome {
  readonly searched: SearchedPolicies;
  readonly seconds: number;
  /** Executions that break an obligation without consulting the policy. */
  readonly independent: readonly { readonly broken: Broken; readonly told: RefutationStory }[];
  readonly told: readonly ToldRefutation[];
  /** Tables that stand, with their prices; none when they were not asked for. */
  readonly priced: readonly PricedCandidate[];
  readonly pricedBy: string;
  /** When no table is left: what each rule that is not in the space would change. */
  readonly remedies: readonly Remedy[];
}

export interface Remedy {
  readonly rule: keyof typeof RULE_SWITCHES;
  readonly searched: SearchedPolicies;
}

export type PolicySearchVerdict = 'some stand' | 'none stands' | 'unknown';

/** `unknown`: none of those that are left was refuted, but not all executions were searched. */
export function verdictOf({ left, isComplete, obligations }: SearchedPolicies): PolicySearchVerdict {
  if (left === 0n) return 'none stands';
  return isComplete && obligations.length > 0 ? 'some stand' : 'unknown';
}

export function policySearchReport({ searched, seconds, independent, told, remedies, priced, pricedBy }: PolicySearchOutcome, terminal: Terminal): string {
  const { space, obligations, untested, cells, refutations, tables, left, passes, states } = searched;
  const chalk = chalkFor(terminal);
  const text = (paragraph: string, indent = 2): string => wrapped(paragraph, terminal, indent);
  const parts = [
    text(`${chalk.bold('search-policy')}: ${workloadOf(space)}; at most ${counted(space.faultsMax, 'fault')} in an execution`),
    text(`Obligations: ${obligations.length === 0 ? 'none is left' : obligations.join('; ')}.` +
      (untested.length === 0 ? '' : ` No execution put these to the test: ${untested.join('; ')}.`)),
    text(`${counted(cells.length, 'cell')} of the decision table consulted; ${bigCount(tables)} tables over them. ${counted(refutations.length, 'counterexample')} ` +
      `decided about these in ${counted(passes, 'pass', 'passes')} (${formatCount(states)} states in the last) in ${seconds.toFixed(1)} s: ${bigCount(left)} left.`),
    ...independent.map(({ broken, told: { trace, narrator, violation, faults, steps } }) => [
      text(`${chalk.red('Whatever the policy says')}: "${broken.invariant}" breaks in an execution that consults none (${counted(faults, 'fault')}, ${counted(steps, 'step')}). It is set aside.`),
      storyText(trace, narrator, violation, terminal, { isUntimed: true }),
    ].join('\n')),
  ];
  if (cells.length > 0) parts.push(gridText(searched, terminal));
  const together = refutations.filter(({ part }) => part.size > 1);
  if (together.length > 0) {
    parts.push([text('Not together:'), ...together.map(({ part, story }) =>
      text(`  ${[...part].map(([cell, action]) => `${cellInWords(cell)}: ${action}`).join('; and ')} ("${story.invariant}")`, 4))].join('\n'));
  }
  for (const { refutation: { part, story }, told: { trace, narrator, violation, faults, steps } } of told) {
    parts.push([
      text(`How "${story.invariant}" breaks with ${[...part].map(([cell, action]) => `'${action}' (${cellInWords(cell)})`).join(' and ')}: ` +
        `${counted(faults, 'fault')}, ${counted(steps, 'step')}.`),
      storyText(trace, narrator, violation, terminal, { isUntimed: true }),
    ].join('\n'));
  }
  if (priced.length > 0) parts.push(pricesText(priced, pricedBy, terminal));
  if (remedies.length > 0) parts.push(remediesText(remedies, terminal));
  parts.push(text(`Verdict: ${verdictSentence(searched)}`));
  return `${parts.join('\n\n')}\n`;
}

/** Cells of which the same is left, told together: errors, what may be done, and what each other action breaks. */
function gridText(searched: SearchedPolicies, terminal: Terminal): string {
  const chalk = chalkFor(terminal);
  let former = '';
  return gridOf(searched).flatMap(({ call, known, errors, left, refuted }) => {
    const heading = `${call}, VMM ${known}`;
    const lines = heading === former ? [] : [chalk.bold(heading)];
    former = heading;
    lines.push(wrapped(`  ${errors.join(', ')}: ${left.length === 0 ? chalk.red('nothing may be done') : chalk.green(left.join('; '))}`, terminal, 6));
    for (const invariants of new Set(refuted.map((one) => one.invariants.join('" and "')))) {
      const actions = refuted.filter((one) => one.invariants.join('" and "') === invariants).map(({ action }) => action);
      lines.push(wrapped(`    not ${actions.join('; ')}: "${invariants}" would break`, terminal, 6));
    }
    return lines;
  }).join('\n');
}

function pricesText(priced: readonly PricedCandidate[], pricedBy: string, terminal: Terminal): string {
  const columns = [{ head: 'prefers' }, ...TOLD_PRICES.map(({ name, unit }) => ({ head: `${name} (${unit})`, align: 'right' as const })), { head: 'front' }];
  const rows = priced.map(({ prefers, prices, isOnFront }) => [prefers, ...prices.map(figure), isOnFront ? 'yes' : '']);
  return [
    wrapped(`What they cost in ${pricedBy}, one table for each action that it may prefer. On the Pareto front is what no other one beats in every price:`, terminal, 2),
    renderTable(columns, rows, terminal),
  ].join('\n');
}

function remediesText(remedies: readonly Remedy[], terminal: Terminal): string {
  const lines = remedies.map(({ rule, searched }) => {
    const verdict = verdictOf(searched);
    const finding = verdict === 'none stands' ? 'none stands either' : `${bigCount(searched.left)} tables ${verdict === 'unknown' ? 'are unrefuted so far' : 'stand'}`;
    return wrapped(`  ${rule}: ${finding} (${RULE_SWITCHES[rule].sentence})`, terminal, 4);
  });
  return ['What is missing? With one more rule:', ...lines].join('\n');
}

function verdictSentence(searched: SearchedPolicies): string {
  const { space, left, tables, faultsCompleted, states, conflict, obligations } = searched;
  if (obligations.length === 0) return 'unknown. Every obligation breaks whatever the policy says, so there is nothing to choose by.';
  switch (verdictOf(searched)) {
    case 'none stands':
      return `no table stands. ${counted(conflict.length, 'execution')} together refute all ${bigCount(tables)}; Nexus cannot tell them apart where they ask the same cell.`;
    case 'some stand':
      return `${bigCount(left)} of ${bigCount(tables)} tables meet the obligations in every execution with at most ${counted(space.faultsMax, 'fault')} (${formatCount(states)} states).`;
    case 'unknown':
      return `unknown. ${bigCount(left)} of ${bigCount(tables)} tables are unrefuted; ${faultsCompleted === null ? 'not even all executions without a fault were searched'
        : `all executions with at most ${counted(faultsCompleted, 'fault')} were searched, and a part of the others`} (${formatCount(states)} states). Give more with --max-states.`;
  }
}

/** A count that may be beyond what a number holds. */
function bigCount(count: bigint): string {
  if (count < 1_000_000_000n) return formatCount(Number(count));
  const digits = count.toString();
  return `${digits[0]}.${digits.slice(1, 3)}e${digits.length - 1}`;
}

export function policySearchJson({ searched, seconds, independent, told, remedies, priced, pricedBy }: PolicySearchOutcome): object {
  return {
    ...resultJson(searched), seconds: Math.round(seconds * 10) / 10,
    independent: independent.map(({ broken, told: { faults, steps } }) => ({ ...broken, faults, steps })),
    stories: told.map(({ refutation, told: { faults, steps, evidence, trace } }) => ({
      cells: Object.fromEntries(refutation.part), invariant: refutation.story.invariant, faults, steps, evidence,
      events: trace.steps.flatMap(({ event }) => (event === null ? [] : [event])),
    })),
    pricedBy: priced.length === 0 ? null : pricedBy,
    priced: priced.map(({ prefers, table, prices, isOnFront }) => ({
      prefers, onFront: isOnFront, prices: Object.fromEntries(TOLD_PRICES.map(({ name }, nth) => [name, prices[nth]])), table: Object.fromEntries(table),
    })),
    remedies: remedies.map((remedy) => ({ rule: remedy.rule, ...resultJson(remedy.searched) })),
  };
}

function resultJson(searched: SearchedPolicies): object {
  const { space, obligations, untested, cells, refutations, tables, left, example, conflict, passes, states, faultsCompleted, isComplete } = searched;
  const refutationJson = ({ part, story }: Refutation<Broken>): object => ({ cells: Object.fromEntries(part), ...story });
  return {
    verdict: verdictOf(searched), workload: workloadOf(space), space, obligations, untested, cells, tables: String(tables), left: String(left),
    example: example === null ? null : Object.fromEntries(example), refutations: refutations.map(refutationJson), conflict: conflict.map(refutationJson),
    passes, states, faultsCompleted: faultsCompleted === Infinity ? null : faultsCompleted, complete: isComplete, grid: gridOf(searched),
  };
}
