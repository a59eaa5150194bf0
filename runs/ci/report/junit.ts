/**
 * A report in the JUnit format, for pipelines that draw tables of tests: a suite a campaign, with a case an invariant; suites
 * for the saved capsules, the bounded searches and the harness.
 *
 * Follows the rules of Jenkins' schema (xunit-plugin, junit-10.xsd), the strictest that is in use without a date and a host; those
 * elements and attributes that older schemas lack are left out. Known failures pass, with a word on them; what no run put to the
 * test is skipped, for it says nothing.
 */
import { counted } from '../../terminal/count.js';
import type { JudgedFailure } from '../failures.js';
import { campaignName, isNewFailure, type Judged, type JudgedCampaign } from '../judge.js';
import type { ResultsBody } from '../results/results-schema.js';
import { cleanRunsText, intervalText, rateText } from './rates.js';

type Outcome =
  | { readonly kind: 'passed'; readonly out: string }
  | { readonly kind: 'skipped' | 'failure' | 'error'; readonly message: string; readonly text: string };

interface Case {
  readonly name: string;
  readonly outcome: Outcome;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** `reruns`: the command that shows a failure again, where there is one. */
export function junitXml(results: ResultsBody, judged: Judged, rerun: (failure: JudgedFailure) => string | null): string {
  const suites = [...judged.campaigns.map((campaign) => campaignSuite(campaign, judged, rerun)), ...otherSuites(results, judged, rerun)];
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="whatif ci" ${counts(all, false)}>`,
    ...suites.filter(({ cases }) => cases.length > 0).flatMap(suiteXml),
    '</testsuites>', '',
  ].join('\n');
}

function campaignSuite({ campaign, properties }: JudgedCampaign, { failures }: Judged, rerun: (failure: JudgedFailure) => string | null): Suite {
  const ofCampaign = failures.filter(({ scenario, policy, cheapest }) => scenario === campaign.scenario && policy === campaign.policy && cheapest !== null);
  const cases = properties.map((property): Case => {
    const own = ofCampaign.filter(({ subject }) => subject === property.name);
    const news = own.filter(({ known }) => known === null);
    if (news.length > 0 && property.violated > 0) return { name: property.name, outcome: failed(news, rerun) };
    if (property.tested + property.violated === 0) {
      return { name: property.name, outcome: { kind: 'skipped', message: 'vacuous', text: 'no run put it to the test' } };
    }
    const known = property.violated === 0 ? '' : `; ${counted(own.length, 'known failure')}`;
    return { name: property.name, outcome: { kind: 'passed', out: `tested in ${counted(property.tested, 'run')}, violated in ${property.violated} (${rateText(property)})${known}` } };
  });
  const others = ofCampaign.filter(({ known, subject }) => known === null && !properties.some(({ name }) => name === subject));
  return { name: campaignName(campaign), cases: [...cases, ...others.map((failure) => ({ name: failure.fingerprint, outcome: failed([failure], rerun) }))] };
}

function otherSuites({ regressions, checks }: ResultsBody, judged: Judged, rerun: (failure: JudgedFailure) => string | null): Suite[] {
  const find = (scenario: string, fingerprint: string | null): JudgedFailure | undefined =>
    judged.failures.find((failure) => failure.scenario === scenario && failure.fingerprint === fingerprint && failure.known === null);
  const saved = regressions.map(({ capsule, scenario, verdict, detail, fails }): Case => {
    const failure = find(scenario, fails);
    return { name: capsule, outcome: failure === undefined ? { kind: 'passed', out: `${verdict}: ${detail}` } : failed([failure], rerun) };
  });
  const searched = checks.map(({ subject, workload, policy, verdict, properties, surprises }): Case => {
    const name = [subject, workload, policy].filter((part) => part !== '').join(', ');
    const said = properties.map((property) => `${property.name} ${property.finding}`).join('\n');
    const news = surprises.flatMap((surprise) => find(subject, `${surprise} / whatif check`) ?? []);
    if (news.length > 0) return { name, outcome: { kind: 'failure', message: surprises.join('; '), text: said } };
    return { name, outcome: verdict === 'unknown' ? { kind: 'skipped', message: 'unknown', text: said } : { kind: 'passed', out: said } };
  });
  const harness = judged.reasons.filter((reason) => !isNewFailure(reason)).map((reason): Case =>
    ({ name: reason, outcome: { kind: judged.exitCode === 3 ? 'error' : 'failure', message: reason, text: reason } }));
  return [{ name: 'saved capsules', cases: saved }, { name: 'bounded search', cases: searched }, { name: 'the campaign itself', cases: harness }];
}

function failed(failures: readonly JudgedFailure[], rerun: (failure: JudgedFailure) => string | null): Outcome {
  const text = failures.map((failure) => [
    failure.fingerprint, failure.evidence,
    ...(failure.rate === null ? [] : [`in ${counted(failure.rate.runs, 'run')} of ${failure.rate.of} (${intervalText(failure.rate.interval)}); ${cleanRunsText(failure)}`]),
    ...[rerun(failure)].filter((command) => command !== null),
  ].join('\n')).join('\n\n');
  return { kind: 'failure', message: `new: ${failures.map(({ fingerprint }) => fingerprint).join('; ')}`, text };
}

function suiteXml({ name, cases }: Suite): string[] {
  return [
    `  <testsuite name="${escaped(name)}" ${counts(cases, true)}>`,
    ...cases.flatMap(({ name: of, outcome }) => [`    <testcase name="${escaped(of)}" classname="${escaped(name)}">`, `      ${outcomeXml(outcome)}`, '    </testcase>']),
    '  </testsuite>',
  ];
}

function outcomeXml(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'passed':
      return `<system-out>${escaped(outcome.out)}</system-out>`;
    case 'skipped':
      return `<skipped>${escaped(`${outcome.message}: ${outcome.text}`)}</skipped>`;
    default:
      return `<${outcome.kind} message="${escaped(outcome.message)}">${escaped(outcome.text)}</${outcome.kind}>`;
  }
}

function counts(cases: readonly Case[], withSkipped: boolean): string {
  const of = (kind: Outcome['kind']): number => cases.filter(({ outcome }) => outcome.kind === kind).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"${withSkipped ? ` skipped="${of('skipped')}"` : ''}`;
}

/** XML 1.0 knows no control characters but these three, not even escaped; half a surrogate pair is no character. */
function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (mark) => marks[mark] as string);
}
