/**
 * A model of one's own under `whatif check`: a file whose default export is a model with its properties. It is named by its
 * path. TypeScript under sim/, models/, invariants/ or runs/ is compiled with everything else whenever it changed
 * (bin/whatif.js); from anywhere else only JavaScript can be loaded.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Properties } from '../../sim/explore/exhaustive/properties.js';
import type { Model } from '../../sim/process/model.js';
import type { Narrator } from '../../sim/show/narrator.js';
import { projectRoot } from '../build/model-hash.js';
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

const COMPILED_FOLDERS = ['sim', 'models', 'invariants', 'runs'];

/** What can be checked when this name was given: a model of its own among them, if it is a path. @throws UsageError */
export async function subjectsFor(name: string | undefined, directory: string): Promise<readonly CheckSubject[]> {
  return name === undefined || !isPath(name) ? checkSubjects : [await ownSubject(path.resolve(directory, name)), ...checkSubjects];
}

/** How such a subject is named, wherever it was named from: by its path from the project's folder if it lies below. */
export function subjectName(name: string, directory: string): string {
  if (!isPath(name)) return name;
  const relative = path.relative(projectRoot, path.resolve(directory, name));
  return relative.startsWith('..') ? path.resolve(directory, name) : relative.split(path.sep).join('/');
}

function isPath(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
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
    ({ default: own } = await import(pathToFileURL(compiled(file, name)).href) as { default?: Partial<OwnModel> });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError({ what: `${name} cannot be loaded.`, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
  if (typeof own?.model?.begin === 'function' && Array.isArray(own.invariants)) return own as OwnModel;
  throw new UsageError({
    what: `${name} has no model to check.`, why: 'Its default export must be an object with `model` and `invariants`.', next: 'models/README.md shows one.',
  });
}

/** The file to import: TypeScript as it was compiled, unless this code itself runs from its source. */
function compiled(file: string, name: string): string {
  if (!file.endsWith('.ts') || !fileURLToPath(import.meta.url).endsWith('.js')) return file;
  if (COMPILED_FOLDERS.some((folder) => name.startsWith(`${folder}/`))) return path.join(projectRoot, 'dist', name.replace(/\.ts$/, '.js'));
  throw new UsageError({
    what: `${name} is TypeScript outside of the project, which nothing compiles.`, next: `Move it below ${path.join(projectRoot, 'models')}, or compile it to JavaScript.`,
  });
}
