/** What `whatif search-policy` is asked for: names looked up, numbers checked, defaults filled in. */
import { ACTIONS, isAction, type Action } from '../../models/omicron/policies/action.js';
import { isRuleSwitch, RULE_SWITCHES, type RuleSwitch } from '../../models/omicron/policies/rule-switches.js';
import { omicronInvariants } from '../../invariants/index.js';
import { topology } from '../../models/omicron/topology.js';
import { healthyNeverFailed } from '../../invariants/healthy-never-failed.js';
import { noMissedDeath } from '../../invariants/no-missed-death.js';
import { oneGuest } from '../../invariants/one-guest.js';
import { stopIsHonoured } from '../../invariants/stop-is-honoured.js';
import { OMICRON_FAULT_KINDS } from '../../models/omicron/fault-kinds.js';
import { FAULT_KINDS } from '../../sim/explore/profile.js';
import { parseWhole } from '../cli/numbers.js';
import { PROFILES } from '../profiles/profiles.js';
import { FAULT_CLASSES, type FaultClassName } from '../scenarios/fault-classes.js';
import { classWord } from '../scenarios/running-instance.js';
import { slugOf } from '../terminal/slug.js';
import { lookUp, unknownName } from '../terminal/suggest.js';
import type { PolicySpace } from './policy-space.js';

export interface PolicySearchFlags {
  readonly obligations?: string;
  readonly faultClass?: string;
  readonly faults?: string;
  readonly maxFaults?: string;
  readonly requests?: string;
  readonly sleds?: string;
  readonly rules?: string;
  readonly without?: string;
  readonly maxStates?: string;
  readonly seeds?: string;
  readonly profile?: string;
  readonly stories?: boolean;
  readonly json?: boolean;
}

export interface PolicySearchRequest {
  readonly space: PolicySpace;
  readonly obligations: readonly string[];
  /** Tell the story of every refutation, and not only of those that are in conflict. */
  readonly stories: boolean;
  /** Seeded runs of each table that is priced; 0 for none. */
  readonly seeds: number;
  readonly profile: string;
  readonly json: boolean;
}

export const DEFAULT_OBLIGATIONS = [healthyNeverFailed, oneGuest, noMissedDeath, stopIsHonoured].map(({ name }) => name);
/**
 * What happens to a single message. Of the class of messages and timing it leaves out what lasts, and events that are later than their
 * nominal range: with these the search of one request does not end within millions of states.
 */
export const DEFAULT_FAULTS = [
  'lost-request', 'lost-reply', 'refused', 'reset', 'truncated-body', 'undocumented-status', 'unencodable', 'injected-500', 'injected-503',
  'injected-429', 'injected-4xx', 'replaced-500',
];
export const DEFAULTS = { requests: 1, sleds: 1, maxFaults: 1, maxStates: 2_000_000, seeds: 500, profile: 'mixed' };
const STATES_MAX = 200_000_000;
const HELP = 'whatif search-policy --help';

/** @throws UsageError */
export function policySearchRequest(flags: PolicySearchFlags): PolicySearchRequest {
  const number = (name: 'requests' | 'sleds' | 'maxFaults' | 'maxStates', option: string, min: number, max: number): number => {
    const given = flags[name];
    return given === undefined ? DEFAULTS[name] : parseWhole(given, option, min, max);
  };
  return {
    space: {
      rules: words(flags.rules).map((given) => rule(given)),
      leftOut: words(flags.without).map((given) => action(given)),
      faults: faultClass(flags.faultClass ?? 'all'),
      faultKinds: flags.faults !== undefined ? words(flags.faults).map((given) => faultKind(given)) : flags.faultClass !== undefined ? null : DEFAULT_FAULTS,
      faultsMax: number('maxFaults', '--max-faults', 0, 100), requests: number('requests', '--requests', 0, 20), sleds: number('sleds', '--sleds', 1, 5),
      statesMax: number('maxStates', '--max-states', 1, STATES_MAX),
    },
    obligations: flags.obligations === undefined ? DEFAULT_OBLIGATIONS : words(flags.obligations).map((given) => obligation(given)),
    stories: flags.stories === true,
    seeds: flags.seeds === undefined ? DEFAULTS.seeds : parseWhole(flags.seeds, '--seeds', 0, 1_000_000),
    profile: lookUp('profile', flags.profile ?? DEFAULTS.profile, PROFILES, 'whatif list').name,
    json: flags.json === true,
  };
}

function words(given: string | undefined): string[] {
  return given === undefined ? [] : given.split(',').map((word) => word.trim());
}

function rule(given: string): RuleSwitch {
  const names = Object.keys(RULE_SWITCHES);
  const named = names.find((name) => slugOf(name) === slugOf(given));
  if (named === undefined || !isRuleSwitch(named)) throw unknownName('rule', given, names.map(slugOf), HELP);
  return named;
}

function action(given: string): Action {
  const names = Object.keys(ACTIONS);
  const named = names.find((name) => slugOf(name) === slugOf(given));
  if (named === undefined || !isAction(named)) throw unknownName('action', given, names.map(slugOf), HELP);
  return named;
}

function faultClass(given: string): FaultClassName | null {
  if (given === 'all') return null;
  const named = FAULT_CLASSES.find((name) => classWord(name) === given);
  if (named === undefined) throw unknownName('class of faults', given, ['all', ...FAULT_CLASSES.map(classWord)], HELP);
  return named;
}

function faultKind(given: string): string {
  const known = Object.keys({ ...FAULT_KINDS, ...OMICRON_FAULT_KINDS });
  if (!known.includes(given)) throw unknownName('kind of fault', given, known, 'whatif list');
  return given;
}

function obligation(given: string): string {
  const names = omicronInvariants(topology(1, 1, 1)).map(({ name }) => name);
  const named = names.find((name) => slugOf(name) === slugOf(given));
  if (named === undefined) throw unknownName('invariant', given, names.map(slugOf), 'whatif list');
  return named;
}
