/** `whatif list`: what there is, a line each. */
import { COMES_TO_REST } from '../../sim/explore/convergence.js';
import { FAULT_KINDS } from '../../sim/explore/profile.js';
import { PROFILES } from '../profiles/profiles.js';
import type { CheckSubject } from '../scenarios/check-subject.js';
import { checkSubjects } from '../scenarios/check-subjects.js';
import type { Scenario, Setting } from '../scenarios/scenario.js';
import { formatDuration } from '../terminal/duration.js';
import { chalkFor, wrapped } from './paragraphs.js';
import type { Surroundings } from './surroundings.js';

interface Listed {
  readonly name: string;
  readonly sentence: string;
}

export function listCommand({ json }: { readonly json?: boolean }, surroundings: Surroundings): number {
  const { scenarios, terminal, out } = surroundings;
  const listed = scenarios.map((scenario) => ({
    name: scenario.name, sentence: scenario.sentence, profile: scenario.profile,
    policies: Object.entries(scenario.policies).map(([name, sentence]) => ({
      name, sentence, expected: (scenario.expected[name] ?? []).map(({ invariant }) => invariant),
    })),
    invariants: invariantsOf(scenario), settings: settingsOf(scenario), faults: ownFaultsOf(scenario),
  }));
  const profiles = [...PROFILES.values()].map(({ name, sentence }) => ({ name, sentence }));
  const faults = Object.entries(FAULT_KINDS).map(([name, sentence]) => ({ name, sentence }));
  const checks = checkSubjects.filter(({ name }) => !scenarios.some((scenario) => scenario.name === name)).map((subject) => ({
    name: subject.name, sentence: withParameters(subject), parameters: subject.parameters,
  }));
  if (json === true) {
    out(`${JSON.stringify({ scenarios: listed, checks, profiles, faults }, null, 2)}\n`);
    return 0;
  }
  const chalk = chalkFor(terminal);
  const lines = (title: string, entries: readonly Listed[], indent: number): string[] => {
    const width = Math.max(...entries.map(({ name }) => name.length));
    const margin = ' '.repeat(indent);
    // Long names stand on a line of their own where the sentences would not fit beside them.
    const beside = width <= 24 && terminal.columns >= indent + width + 40;
    return [margin.slice(2) + chalk.bold(title), ...entries.map(({ name, sentence }) => (beside
      ? wrapped(`${margin}${name.padEnd(width)}  ${sentence}`, terminal, indent + width + 2)
      : `${wrapped(margin + name, terminal, indent)}\n${wrapped(`${margin}    ${sentence}`, terminal, indent + 4)}`))];
  };
  const blocks = listed.map((scenario) => [
    wrapped(`${chalk.bold(scenario.name)}: ${scenario.sentence}`, terminal, 2),
    ...lines('policies', scenario.policies, 4),
    ...lines('invariants', scenario.invariants, 4),
    ...lines('settings (--set)', scenario.settings, 4),
    ...(scenario.faults.length === 0 ? [] : lines('kinds of fault of its own (--faults)', scenario.faults, 4)),
  ]);
  const all = [...blocks, lines('models to check (whatif check)', checks, 2), lines('profiles (--profile)', profiles, 2), lines('kinds of fault (--faults)', faults, 2)];
  out(all.map((block) => block.join('\n')).join('\n\n') + '\n');
  return 0;
}

function invariantsOf(scenario: Scenario): Listed[] {
  const { invariants } = scenario.build(Object.keys(scenario.policies)[0] as string, {});
  return [...invariants, COMES_TO_REST].map(({ name, sentence }) => ({ name, sentence }));
}

function ownFaultsOf(scenario: Scenario): Listed[] {
  const { faultKinds = {} } = scenario.build(Object.keys(scenario.policies)[0] as string, {}).model;
  return Object.entries(faultKinds).map(([name, sentence]) => ({ name, sentence }));
}

function settingsOf(scenario: Scenario): Listed[] {
  return Object.entries(scenario.settings).map(([name, setting]) => ({ name, sentence: `${setting.sentence} (${range(setting)})` }));
}

/** What a model is, and what may be given: `(--rms 3; 1 to 14)`. */
function withParameters({ sentence, parameters }: CheckSubject): string {
  const said = Object.entries(parameters).map(([name, parameter]) => ('words' in parameter
    ? `--${name} ${parameter.words.join(' | ')}` : `--${name} ${parameter.value}; ${parameter.min} to ${parameter.max}`));
  return said.length === 0 ? sentence : `${sentence} (${said.join(', ')})`;
}

function range({ unit, value, min, max }: Setting): string {
  const shown = unit === 'duration' ? formatDuration : String;
  return `${shown(value)}; ${shown(min)} to ${shown(max)}`;
}
