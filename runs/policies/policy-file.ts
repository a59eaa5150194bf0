/**
 * A policy of one's own: a file whose default export is a policy, or a table, named by its path. It is loaded and questioned
 * before any work begins, so that what is wrong with it is said at once (policy-check.ts).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isModulePath, nameOfModule, toImport } from '../build/own-source.js';
import { UsageError } from '../terminal/failure.js';
import { addPolicy } from './known-policies.js';
import { checkedPolicy } from './policy-check.js';

const HOW = 'models/omicron/policies/README.md shows how to write one.';

/** The flags of a command with the policy that `--policy` names, known under its name. @throws UsageError */
export async function withPolicyFile<Flags extends { readonly policy?: unknown }>(flags: Flags, directory: string): Promise<Flags> {
  const policy = await adoptPolicy(flags.policy as string | undefined, directory);
  return policy === undefined ? flags : { ...flags, policy };
}

/**
 * The name by which a policy is known: what is no path is one. The policy of a file is loaded, checked and made known; a path that is
 * not absolute is seen from `directory`. @throws UsageError for a file that is no policy
 */
export async function adoptPolicy<Given extends string | undefined>(given: Given, directory: string): Promise<Given | string> {
  if (given === undefined || !isModulePath(given)) return given;
  const file = path.resolve(directory, given);
  const name = nameOfModule(file);
  if (!existsSync(file)) throw new UsageError({ what: `There is no file ${name}.`, next: `Give the path of a policy, or one that \`whatif list\` names. ${HOW}` });
  addPolicy(name, checkedPolicy(name, await load(file, name)));
  return name;
}

async function load(file: string, name: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(await toImport(file)).href)) as { default?: unknown }).default;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError({
      what: `The policy ${name} does not load.`, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error), next: HOW,
    });
  }
}
