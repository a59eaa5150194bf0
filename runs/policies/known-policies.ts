/** The policies by name: those of the model, and those that were adopted from files (policy-file.ts), whose names are paths. */
import { policies } from '../../models/omicron/policies/index.js';
import type { Policy } from '../../models/omicron/policies/policy.js';

/** Filled at the start of a command or a thread, before anything is built. */
const adopted = new Map<string, Policy>();

/** Makes a policy known under this name. */
export function addPolicy(name: string, policy: Policy): void {
  adopted.set(name, { ...policy, name });
}

/** @throws Error when there is none: a caller has checked the name. */
export function policyNamed(name: string): Policy {
  const policy = adopted.get(name) ?? (Object.hasOwn(policies, name) ? policies[name] : undefined);
  if (policy === undefined) throw new Error(`there is no policy '${name}'`);
  return policy;
}

/** Each with the line that says what it does, in the order in which lists show them. */
export function policySentences(): Readonly<Record<string, string>> {
  return Object.fromEntries([...Object.values(policies), ...adopted.values()].map(({ name, sentence }) => [name, sentence]));
}
