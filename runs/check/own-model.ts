/**
 * A model of one's own under `whatif check`: a file whose default export is a model with its properties. It is named by its
 * path (build/own-source.ts).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Properties } from '../../sim/explore/exhaustive/properties.js';
import type { Model } from '../../sim/process/model.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { projectRoot } from '../build/model-hash.js';
import { isModulePath, nameOfModule, toImport } from '../build/own-source.js';
import { PLAIN_NARRATOR, type CheckSubject } from '../scenarios/check-subject.js';
import { checkSubjects } from '../scenarios/check-subjects.js';
import { UsageError } from '../terminal/failure.js';

/** The default export of such a file. */
export interface OwnModel extends Properties {
  readonly model: Model;
  /** The names of invariants that are known to be broken. */
  readonly expected?: readonly string[];
  /** How steps are told; the engine's default words when left out. */
  readonly narrator?: Narrator;
}

/** What can be checked when this name was given: a model of its own among them, if it is a path. @throws UsageError */
export async function subjectsFor(name: string | undefined, directory: string): Promise<readonly CheckSubject[]> {
  return name === undefined || !isModulePath(name) ? checkSubjects : [await ownSubject(path.resolve(directory, name)), ...checkSubjects];
}

/** How such a subject is named, wherever it was named from: by its path from the project's folder if it lies below. */
export function subjectName(name: string, directory: string): string {
  return isModulePath(name) ? nameOfModule(path.resolve(directory, name)) : name;
}

async function ownSubject(file: string): Promise<CheckSubject> {
  const name = subjectName(file, projectRoot);
  if (!existsSync(file)) throw new UsageError({ what: `There is no file ${name}.`, next: 'Give the path of a model, or a scenario that `whatif list` names.' });
  return ownModelSubject(name, await load(file, name));
}

/** Such a model as something that can be checked. */
export function ownModelSubject(name: string, own: OwnModel): CheckSubject {
  return {
    name, sentence: 'a model of its own', parameters: {}, policies: [],
    build: () => {
      const { model, expected = [], narrator = PLAIN_NARRATOR, ...properties } = own;
      return { model, properties, workload: model.name, expected, mustBreak: true, narrator };
    },
  };
}

async function load(file: string, name: string): Promise<OwnModel> {
  let own: Partial<OwnModel> | undefined;
  try {
    ({ default: own } = await import(pathToFileURL(await toImport(file)).href) as { default?: Partial<OwnModel> });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError({ what: `${name} cannot be loaded.`, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
  if (typeof own?.model?.begin === 'function' && Array.isArray(own.invariants)) return own as OwnModel;
  throw new UsageError({
    what: `${name} has no model to check.`, why: 'Its default export must be an object with `model` and `invariants`.', next: 'models/README.md shows one.',
  });
}
