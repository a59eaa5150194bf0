/** Whether what a capsule names exists here: its scenario, policy, profile, kinds of fault and settings. */
import { FAULT_KINDS, type Profile } from '../../sim/explore/profile.js';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { PROFILES } from '../profiles/profiles.js';
import { unknownName } from '../terminal/suggest.js';
import type { Scenario } from '../scenarios/scenario.js';
import { CapsuleError } from './capsule-error.js';
import { editedToo } from './other-model.js';

/**
 * The scenario that a capsule is about.
 *
 * @param profiles The names of all profiles.
 * @param lenient Other sources made the capsule: what they called otherwise, or did not know yet, is no mistake.
 * @throws CapsuleError that names what is unknown, where it stands, and the nearest valid name.
 */
export function scenarioOfCapsule(
  file: string, capsule: Capsule, scenarios: readonly Scenario[], profiles: readonly string[], lenient = false,
): Scenario {
  const refuse = (path: string, kind: string, name: string, valid: readonly string[]): CapsuleError => {
    const { what, next } = unknownName(kind, name, valid);
    return new CapsuleError('unknown name', {
      what: `${file}: ${what}`, why: `It stands at ${path}.${editedToo(capsule)}`, ...(next === undefined ? {} : { next }),
    });
  };
  const scenario = scenarios.find(({ name }) => name === capsule.scenario);
  if (scenario === undefined) throw refuse('$.scenario', 'scenario', capsule.scenario, scenarios.map(({ name }) => name));
  const policies = Object.keys(scenario.policies);
  if (!policies.includes(capsule.policy)) throw refuse('$.policy', 'policy', capsule.policy, policies);
  if (lenient) return scenario;
  if (!profiles.includes(capsule.profile)) throw refuse('$.profile', 'profile', capsule.profile, profiles);
  const kinds = [...new Set([...Object.keys(FAULT_KINDS), ...[...PROFILES.values()].flatMap(kindsOf)])];
  capsule.faults?.forEach((kind, index) => {
    if (!kinds.includes(kind)) throw refuse(`$.faults[${index}]`, 'kind of fault', kind, kinds);
  });
  const settings = Object.keys(scenario.settings);
  for (const [name, value] of Object.entries(capsule.settings)) {
    const setting = Object.hasOwn(scenario.settings, name) ? scenario.settings[name] : undefined;
    if (setting === undefined) throw refuse(`$.settings.${name}`, 'setting', name, settings);
    if (value >= setting.min && value <= setting.max) continue;
    throw new CapsuleError('malformed', {
      what: `${file} has a setting out of range: $.settings.${name} is ${value}.`,
      why: `It may be ${setting.min} to ${setting.max}.${editedToo(capsule)}`,
    });
  }
  const missing = settings.find((name) => !Object.hasOwn(capsule.settings, name));
  if (missing !== undefined) {
    throw new CapsuleError('malformed', {
      what: `${file} lacks a setting: $.settings.${missing}.`, why: `The scenario ${scenario.name} has it.${editedToo(capsule)}`,
    });
  }
  return scenario;
}

/** Models declare kinds of their own; profiles give them rates. */
function kindsOf({ perMillion, lasting }: Profile): string[] {
  return [...Object.keys(perMillion), ...Object.keys(lasting)];
}
