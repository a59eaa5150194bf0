/** Whether what the capsule of a counterexample names exists here: the checked subject, its policy and its parameters. */
import { FAULT_KINDS } from '../../sim/explore/profile.js';
import type { UntimedCapsule } from '../../sim/reproduce/untimed-capsule.js';
import type { BuiltCheck, CheckParameter, CheckSubject, CheckValues } from '../scenarios/check-subject.js';
import { unknownName } from '../terminal/suggest.js';
import { CapsuleError } from './capsule-error.js';
import { editedToo } from './other-model.js';

/** What the capsule's execution is one of. @throws CapsuleError that names what is unknown or out of range, and where it stands. */
export function builtCheckOf(file: string, capsule: UntimedCapsule, subjects: readonly CheckSubject[]): BuiltCheck {
  const unknown = (path: string, kind: string, name: string, valid: readonly string[]): CapsuleError => {
    const { what, next } = unknownName(kind, name, valid);
    return new CapsuleError('unknown name', {
      what: `${file}: ${what}`, why: `It stands at ${path}.${editedToo(capsule)}`, ...(next === undefined ? {} : { next }),
    });
  };
  const subject = subjects.find(({ name }) => name === capsule.scenario);
  if (subject === undefined) throw unknown('$.scenario', 'scenario', capsule.scenario, subjects.map(({ name }) => name));
  const policies = subject.policies.length === 0 ? [''] : subject.policies;
  if (!policies.includes(capsule.policy)) throw unknown('$.policy', 'policy', capsule.policy, policies);
  const names = Object.keys(subject.parameters);
  for (const name of Object.keys(capsule.settings)) if (!names.includes(name)) throw unknown(`$.settings.${name}`, 'parameter', name, names);
  const built = subject.build(checkValuesOf(file, capsule, subject));
  const kinds = Object.keys({ ...FAULT_KINDS, ...built.model.faultKinds });
  capsule.faults?.forEach((kind, index) => {
    if (!kinds.includes(kind)) throw unknown(`$.faults[${index}]`, 'kind of fault', kind, kinds);
  });
  const invariants = [...built.properties.invariants, ...(built.properties.leadsTo ?? [])].map(({ name }) => name);
  const { invariant } = capsule.expected;
  if (!invariants.includes(invariant)) throw unknown('$.expected.invariant', 'invariant', invariant, invariants);
  return built;
}

/** The parameters of a check as its capsule says. @throws CapsuleError */
export function checkValuesOf(file: string, capsule: UntimedCapsule, { name: subject, parameters }: CheckSubject): CheckValues {
  const counts: Record<string, number> = {};
  const words: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = Object.hasOwn(capsule.settings, name) ? capsule.settings[name] : undefined;
    const range = rangeOf(parameter);
    if (value !== undefined && 'words' in parameter && parameter.words.includes(String(value))) words[name] = String(value);
    else if (typeof value === 'number' && !('words' in parameter) && value >= parameter.min && value <= parameter.max) counts[name] = value;
    else {
      throw new CapsuleError('malformed', value === undefined
        ? { what: `${file} lacks a parameter: $.settings.${name}.`, why: `${subject} has it: ${range}.${editedToo(capsule)}` }
        : { what: `${file} has a parameter out of range: $.settings.${name} is ${value}.`, why: `It may be ${range}.${editedToo(capsule)}` });
    }
  }
  return { counts, words, policy: capsule.policy };
}

function rangeOf(parameter: CheckParameter): string {
  return 'words' in parameter ? parameter.words.join(' or ') : `${parameter.min} to ${parameter.max}`;
}
