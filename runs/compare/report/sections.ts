/** What a comparison says, part by part. */
import { clock } from '../../../sim/show/brief.js';
import { counted, formatCount } from '../../terminal/count.js';
import { FAULT_CLASSES } from '../../scenarios/fault-classes.js';
import type { CheckCell, Comparison, PriceRow, RateCell } from '../comparison.js';
import { ALL_PROFILES } from '../figures.js';
import { PRICES } from '../prices.js';
import { curveCharts, tradeOffCharts } from './charts.js';
import { figure, percent, probability, rateWithInterval } from './numbers.js';
import { cell, type Cell, type ReportTable, type Section, type Story } from './section.js';

/** The invariants that the question is about come first in the terminal; the rest is in the reports. */
const HEADLINES_MAX = 6;
const POOLED = 'all profiles together';

export function sectionsOf(comparison: Comparison): Section[] {
  return [
    grid(comparison), decisions(comparison), priceSection(comparison), tradeOffSection(comparison), pairSection(comparison),
    exampleSection(comparison), robustnessSection(comparison), repeatSection(comparison),
  ].filter((section): section is Section => section !== null);
}

function invariantsOf({ rates, checks }: Comparison): string[] {
  return [...new Set([...checks.map(({ invariant }) => invariant), ...rates.map(({ invariant }) => invariant)])];
}

/** Policy x invariant, split by class of fault, and the rates beside it. */
function grid(comparison: Comparison): Section {
  const { experiment: { policies, profiles }, checks, rates, workload, confidence, confidenceOfEach } = comparison;
  const classes = FAULT_CLASSES.filter((name) => checks.some(({ faults }) => faults === name));
  const table = (invariant: string): ReportTable => ({
    title: invariant,
    columns: [{ head: 'policy' }, ...classes.map((head) => ({ head })), ...profiles.map((head) => ({ head: `runs, ${head}`, isNumber: true as const }))],
    rows: policies.map((policy) => [
      cell(policy),
      ...classes.map((name) => checkCell(checks.find((each) => each.policy === policy && each.faults === name && each.invariant === invariant))),
      ...profiles.map((profile) => rateCell(rates.find((each) => each.policy === policy && each.profile === profile && each.invariant === invariant))),
    ]),
  });
  const stories = checks.filter(({ verdict, story }) => verdict === 'broken' && story.length > 0).map(({ policy, faults, invariant, finding, story, replay, evidence }): Story => ({
    title: `${policy}, faults of ${faults}: "${invariant}" is ${finding} (${evidence ?? ''})`, lines: story, replay,
  }));
  return {
    title: 'Which rule keeps which promise',
    sentences: [
      ...(checks.length === 0 ? [] : [`The first columns are exhaustive: all executions of ${workload} in which so many faults of a class strike. ` +
        '"holds ≤ k" says that it holds for this workload with at most k faults, "broken at n" that n faults break it and fewer do not, ", then ?" that the ' +
        'budget of states ended before executions with more were searched, and "unknown" that not even all without faults were. Orders go by nominal durations; that no durations add up to an order is not looked at.']),
      `The last columns are seeded runs: the share of runs that broke it, with exact intervals (Clopper-Pearson), each at ${(confidenceOfEach * 100).toFixed(4)} % ` +
        `so that all of them hold at once at ${confidence * 100} %. "not tested": no run put it to the test.`,
    ],
    tables: invariantsOf(comparison).map(table), stories,
    brief: [{
      title: null, columns: [{ head: 'promise' }, ...table('').columns],
      rows: invariantsOf(comparison).slice(0, HEADLINES_MAX).flatMap((invariant) => table(invariant).rows.map((row, nth) => [cell(nth === 0 ? invariant : ''), ...row])),
    }],
  };
}

function checkCell(check: CheckCell | undefined): Cell {
  if (check === undefined) return cell('–');
  const { verdict, faultCount, tested, isCut } = check;
  const most = `${faultCount ?? 'any'}${isCut ? ', then ?' : ''}`;
  if (verdict === 'broken') return cell(`broken at ${faultCount ?? 0}`, 'bad');
  const unknown = faultCount === null || faultCount < 0 ? 'unknown' : `unknown > ${faultCount}`;
  if (!tested) return cell(verdict === 'holds' ? `not tested ≤ ${most}` : unknown, 'open');
  return verdict === 'holds' ? cell(`holds ≤ ${most}`, 'good') : cell(unknown, 'open');
}

function rateCell(rate: RateCell | undefined): Cell {
  if (rate === undefined || rate.runs === 0) return cell('–');
  const { violated, runs, tested, interval } = rate;
  if (tested === 0 && violated === 0) return cell('not tested', 'open');
  return cell(rateWithInterval(violated, runs, interval), violated > 0 ? 'bad' : 'open');
}

function decisions({ decisions: cells, unconsulted, experiment: { policies } }: Comparison): Section | null {
  if (cells.length === 0) return null;
  const recorded = [...new Set(cells.map((each) => each.recorded))];
  const truths = [...new Set(cells.map(({ truth }) => truth))];
  const count = (policy: string, truth: string, what: string): number => cells.find((each) => each.policy === policy && each.truth === truth && each.recorded === what)?.count ?? 0;
  return {
    title: 'What was true when a call failed, and what was recorded',
    sentences: [
      'Each consultation of the policy in all runs: what the VM did in truth at that moment, and what the policy had Nexus record. Recorded as Failed while it executes, or unchanged though it ' +
        'is dead: these are the two ways to be wrong.',
      ...unconsulted.map(({ policy, cells: never, of }) => `${policy}: ${of - never.length} of the ${of} cells of its table were asked for.`),
    ],
    notes: unconsulted.map(({ policy, cells: never }) => `${policy} was never asked about: ${never.join('; ')}.`),
    tables: policies.map((policy): ReportTable => ({
      title: policy, columns: [{ head: 'in truth' }, ...recorded.map((head) => ({ head, isNumber: true as const }))],
      rows: truths.map((truth) => [cell(truth), ...recorded.map((what) => decisionCell(truth, what, count(policy, truth, what)))]),
    })),
    brief: [{
      title: null,
      columns: [{ head: 'policy' }, ...['asked', 'Failed, and it executes', 'Failed, and it boots', 'Failed, and it stops', 'unchanged, and it is dead'].map((head) => ({ head, isNumber: true as const }))],
      rows: policies.map((policy) => [
        cell(policy), cell(formatCount(cells.filter((each) => each.policy === policy).reduce((sum, each) => sum + each.count, 0))),
        ...([['executing', 'Failed'], ['still booting', 'Failed'], ['stopping cleanly', 'Failed'], ['dead', 'unchanged']] as const).map(([truth, what]) => decisionCell(truth, what, count(policy, truth, what))),
      ]),
    }],
  };
}

function decisionCell(truth: string, recorded: string, count: number): Cell {
  const isWrong = (recorded === 'Failed' && (truth === 'executing' || truth === 'still booting' || truth === 'stopping cleanly')) || (recorded === 'unchanged' && truth === 'dead');
  return cell(formatCount(count), count === 0 ? undefined : isWrong ? 'bad' : undefined);
}

function priceSection(comparison: Comparison): Section {
  const { experiment: { policies, profiles }, prices } = comparison;
  const value = (policy: string, profile: string, price: string): PriceRow | undefined => prices.find((row) => row.policy === policy && row.profile === profile && row.price === price);
  const table = (profile: string): ReportTable => ({
    title: profile === ALL_PROFILES ? POOLED : profile,
    columns: [{ head: 'price' }, { head: 'unit' }, ...policies.map((head) => ({ head, isNumber: true as const }))],
    rows: PRICES.map(({ name, unit }) => [cell(name), cell(unit), ...policies.map((policy) => cell(figure(value(policy, profile, name)?.value ?? null)))]),
  });
  return {
    title: 'What each rule costs',
    sentences: ['Measured in the seeded runs; less is better. Times are virtual, and are counted up to 25 minutes of a run: what is left when it rests lasts until then.'],
    notes: PRICES.map(({ name, sentence }) => `${name}: ${sentence}.`),
    tables: [ALL_PROFILES, ...profiles].map(table), brief: [table(ALL_PROFILES)], charts: curveCharts(comparison),
  };
}

function tradeOffSection(comparison: Comparison): Section | null {
  const { tradeOff } = comparison;
  if (tradeOff.length === 0) return null;
  const dials = [...new Set(tradeOff.map(({ dial }) => dial))];
  return {
    title: 'Wrong against late',
    sentences: ['How many healthy VMs are marked Failed for 1,000 failed calls, against how long a dead VM goes unnoticed (never counts as 25 min): as more messages are lost (profile crashy, its losses times a factor), and as everything but users and guests takes longer (profile crashy, assumed durations times a factor). Crashes strike eight times as often here, so that enough VMs die.'],
    tables: dials.map((dial): ReportTable => ({
      title: dial,
      columns: [{ head: 'policy' }, ...['factor', 'wrongly Failed per 1,000', 'failed calls', 's to notice', 'deaths'].map((head) => ({ head, isNumber: true as const }))],
      rows: tradeOff.filter((point) => point.dial === dial).map(({ policy, factor, wronglyFailedPerThousand, failedCalls, secondsToNotice, deaths }) =>
        [cell(policy), cell(String(factor)), cell(figure(wronglyFailedPerThousand)), cell(formatCount(failedCalls)), cell(figure(secondsToNotice)), cell(formatCount(deaths))]),
    })),
    charts: tradeOffCharts(comparison),
  };
}

function pairSection({ pairs, partings, experiment: { policies } }: Comparison): Section | null {
  const [first] = policies;
  if (pairs.length === 0 || first === undefined) return null;
  const of = (policy: string, profile: string): ReportTable => ({
    title: `${policy} beside ${first}, ${profile === ALL_PROFILES ? POOLED : profile}`,
    columns: [{ head: 'what' }, ...['better', 'worse', 'equal', 'better among those that differ', 'sign test'].map((head) => ({ head, isNumber: true as const })), { head: 'conclusion' }],
    rows: pairs.filter((row) => row.policy === policy && row.profile === profile).map(({ what, better, worse, equal, interval, probability: value, conclusion }) => [
      cell(what), cell(formatCount(better)), cell(formatCount(worse)), cell(formatCount(equal)),
      cell(better + worse === 0 ? '–' : `${percent(better / (better + worse))} (${figure(interval.low * 100)} to ${figure(interval.high * 100)})`),
      cell(probability(value)), cell(conclusion, conclusion === 'better' ? 'good' : conclusion === 'worse' ? 'bad' : 'open'),
    ]),
  });
  return {
    title: 'The same faults, another rule',
    sentences: [
      'All policies meet the same faults until they part: draws are keyed by what they are about, never by the policy. So runs of one seed are pairs; those that are equal say nothing, ' +
        'and the test is exact (sign test; for yes and no that is McNemar\'s). Intervals and conclusions are corrected for the number of rows.',
      ...partings.map(({ policy, profile, runs, parted, medianStep }) => `${policy}, ${profile}: ${formatCount(parted)} of ${counted(runs, 'pair')} part${medianStep === null ? '' : `, half of them by step ${medianStep}`}.`),
    ],
    tables: policies.slice(1).flatMap((policy) => [...new Set(pairs.map(({ profile }) => profile))].map((profile) => of(policy, profile))), long: true,
    brief: [{
      title: `beside ${first}, all profiles together`, columns: [{ head: 'policy' }, { head: 'better' }, { head: 'worse' }, { head: 'undecided', isNumber: true }],
      rows: policies.slice(1).map((policy) => {
        const own = pairs.filter((row) => row.policy === policy && row.profile === ALL_PROFILES);
        const named = (conclusion: string): string => own.filter((row) => row.conclusion === conclusion).map(({ what, better, worse }) => `${what} (${better}:${worse})`).join('; ') || '–';
        return [cell(policy), cell(named('better'), 'good'), cell(named('worse'), 'bad'), cell(String(own.filter(({ conclusion }) => conclusion === 'undecided').length))];
      }),
    }],
  };
}

function exampleSection({ examples, experiment: { policies } }: Comparison): Section | null {
  if (examples.length === 0) return null;
  return {
    title: 'Where they part',
    sentences: [`For each policy the seed in which it did worst and the one in which it did best beside ${policies[0] ?? ''}, and the first event at which the two runs are not the same. (A policy with background tasks parts from one without when these begin.)`],
    tables: [], whole: true,
    stories: examples.map(({ policy, profile, seed, which, brokenHere, brokenThere, parting, replay, replayFirst }) => ({
      title: `${policy}, ${which} seed: ${seed}, ${profile}`,
      lines: [
        `only ${policy} breaks: ${brokenHere.join('; ') || 'nothing'}`, `only ${policies[0] ?? ''} breaks: ${brokenThere.join('; ') || 'nothing'}`,
        ...(parting === null ? [] : [`they part at step ${parting.step} (${clock(parting.time)}):`, `  ${policies[0] ?? ''}: ${parting.first}`, `  ${policy}: ${parting.second}`]),
        replayFirst,
      ],
      replay,
    })),
  };
}

function robustnessSection({ robustness, experiment: { policies } }: Comparison): Section | null {
  if (robustness === null) return null;
  const { conclusions, variations, seeds } = robustness;
  return {
    title: 'Would other assumptions change it',
    sentences: [
      `No source gives the rates, nor most durations. Each of them was halved and doubled (${counted(variations, 'variation')}, ${counted(seeds, 'seed')} of each profile), and the conclusions were drawn again. ` +
        '"Same": these seeds alone say so at 95 %. "Contrary": the other side, at the confidence that holds for all at once. "Other order": the figures changed sides, which with so few seeds may be chance.',
    ],
    tables: policies.slice(1).map((policy): ReportTable => ({
      title: `${policy} beside ${policies[0] ?? ''}`,
      columns: [{ head: 'what' }, { head: 'conclusion' }, { head: 'same', isNumber: true }, { head: 'undecided', isNumber: true }, { head: 'contrary' }, { head: 'other order' }],
      rows: conclusions.filter((row) => row.policy === policy).map(({ what, conclusion, same, undecided, reversed, reordered }) => [
        cell(what), cell(conclusion, conclusion === 'better' ? 'good' : conclusion === 'worse' ? 'bad' : 'open'), cell(String(same)), cell(String(undecided)),
        cell(reversed.length === 0 ? 'none' : reversed.join('; '), reversed.length === 0 ? 'good' : 'bad'), cell(reordered.length === 0 ? 'none' : reordered.join('; ')),
      ]),
    })),
    brief: [{
      title: null, columns: [{ head: 'policy' }, { head: 'drawn' }, { head: 'always the same or undecided' }, { head: 'contrary somewhere' }],
      rows: policies.slice(1).map((policy) => {
        const own = conclusions.filter((row) => row.policy === policy && row.conclusion !== 'undecided');
        const named = (isReversed: boolean): string => own.filter(({ reversed }) => (reversed.length > 0) === isReversed).map(({ what, conclusion }) => `${what}: ${conclusion}`).join('; ') || '–';
        return [cell(policy), cell(String(own.length)), cell(named(false)), cell(named(true), 'bad')];
      }),
    }],
  };
}

function repeatSection(comparison: Comparison): Section {
  const { experiment: { name, policies, profiles, seeds, campaignSeed, check }, runs, digest } = comparison;
  return {
    title: 'How to repeat it',
    sentences: [
      `${counted(runs, 'run')} of the seeds ${campaignSeed}-0 to ${campaignSeed}-${seeds - 1}; digest of all runs ${digest}. The same command gives the same report, to the last byte.`,
      `npx whatif compare ${name} --policies ${policies.join(',')} --profiles ${profiles.join(',')} --seeds ${seeds} --seed ${campaignSeed}` +
        (check === null ? ' --no-check' : ` --check-faults ${check.faultsMax} --check-states ${check.statesMax} --check-requests ${check.requests}`) +
        (comparison.experiment.tradeOff === null ? ' --no-trade-off' : '') + (comparison.experiment.robustness === null ? ' --no-robustness' : ''),
    ],
    tables: [],
  };
}

export function headlines(section: Section): Section {
  return { ...section, tables: section.tables.slice(0, HEADLINES_MAX) };
}

/** Of tables that there are for each profile, those of all profiles together. */
export function pooledOnly(tables: readonly ReportTable[]): readonly ReportTable[] {
  return tables.filter(({ title }) => title?.endsWith(POOLED) === true);
}
