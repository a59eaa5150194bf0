/** What `whatif compare` is asked for: an experiment, with what the command line changes of it. Everything that can be wrong is found here. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseWhole } from '../cli/numbers.js';
import type { Surroundings } from '../cli/surroundings.js';
import type { Experiment } from '../experiments/experiment.js';
import { experiments } from '../experiments/index.js';
import { FileError, whyUnwritable } from '../files/file-error.js';
import { PROFILES } from '../profiles/profiles.js';
import type { Scenario } from '../scenarios/scenario.js';
import { UsageError } from '../terminal/failure.js';
import { lookUp, unknownName } from '../terminal/suggest.js';

/** The options of `whatif compare` as commander gives them. */
export interface CompareFlags {
  readonly policies?: string;
  readonly profiles?: string;
  readonly seeds?: string;
  readonly seed?: string;
  readonly checkFaults?: string;
  readonly checkStates?: string;
  readonly checkRequests?: string;
  readonly check?: boolean;
  readonly tradeOff?: boolean;
  readonly robustness?: boolean;
  readonly workers?: string;
  readonly report?: string;
  readonly markdown?: string;
  readonly json?: boolean;
}

export interface CompareRequest {
  readonly experiment: Experiment;
  readonly scenario: Scenario;
  readonly workers: number;
  /** Absolute paths; null for no such report. */
  readonly html: string | null;
  readonly markdown: string | null;
  readonly json: boolean;
}

const SEEDS_MAX = 1_000_000;
const STATES_MAX = 100_000_000;
const WORKERS_MAX = 256;
/** With fewer seeds than in the experiment the other parts have fewer, too. */
const PART_MIN = 10;

/** @throws UsageError, FileError: before any work is done. */
export function compareRequest(name: string | undefined, flags: CompareFlags, surroundings: Surroundings): CompareRequest {
  const known = new Map(experiments.map((experiment) => [experiment.name, experiment]));
  const planned = lookUp('experiment', name ?? experiments[0]!.name, known);
  const scenario = lookUp('scenario', planned.scenario, new Map(surroundings.scenarios.map((each) => [each.name, each])), 'whatif list');
  const policies = listOf(flags.policies, '--policies', planned.policies);
  for (const policy of policies) if (!(policy in scenario.policies)) throw unknownName(`policy of ${scenario.name}`, policy, Object.keys(scenario.policies), 'whatif list');
  const profiles = listOf(flags.profiles, '--profiles', planned.profiles);
  for (const profile of profiles) if (!PROFILES.has(profile)) throw unknownName('profile', profile, [...PROFILES.keys()], 'whatif list');
  const seeds = flags.seeds === undefined ? planned.seeds : parseWhole(flags.seeds, '--seeds', 1, SEEDS_MAX);
  const experiment: Experiment = {
    ...planned, policies, profiles, seeds, campaignSeed: seedOf(flags.seed ?? planned.campaignSeed),
    check: checkOf(flags, planned),
    tradeOff: flags.tradeOff === false || planned.tradeOff === null ? null : { ...planned.tradeOff, seeds: fewer(planned.tradeOff.seeds, seeds, planned) },
    robustness: flags.robustness === false || planned.robustness === null ? null : { seeds: fewer(planned.robustness.seeds, seeds, planned) },
  };
  return {
    experiment, scenario, json: flags.json === true,
    workers: flags.workers === undefined ? os.availableParallelism() : parseWhole(flags.workers, '--workers', 1, WORKERS_MAX),
    html: writable(flags.report, surroundings.directory), markdown: writable(flags.markdown, surroundings.directory),
  };
}

function checkOf(flags: CompareFlags, { check }: Experiment): Experiment['check'] {
  if (flags.check === false || check === null) return null;
  return {
    faultsMax: flags.checkFaults === undefined ? check.faultsMax : parseWhole(flags.checkFaults, '--check-faults', 0, 20),
    statesMax: flags.checkStates === undefined ? check.statesMax : parseWhole(flags.checkStates, '--check-states', 1, STATES_MAX),
    requests: flags.checkRequests === undefined ? check.requests : parseWhole(flags.checkRequests, '--check-requests', 0, 20),
  };
}

function fewer(own: number, seeds: number, planned: Experiment): number {
  return Math.min(own, Math.max(PART_MIN, Math.round((own * seeds) / planned.seeds)));
}

function listOf(text: string | undefined, option: string, otherwise: readonly string[]): readonly string[] {
  if (text === undefined) return otherwise;
  const names = text.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const doubled = names.find((name, nth) => names.indexOf(name) !== nth);
  if (doubled !== undefined) throw new UsageError({ what: `${option} names '${doubled}' twice.`, next: 'Name each once.' });
  if (names.length === 0) throw new UsageError({ what: `${option} names nothing.`, next: 'Give names, separated by commas.' });
  return names;
}

function seedOf(given: string): string {
  if (/^\S{1,64}$/u.test(given)) return given;
  throw new UsageError({ what: `'${given}' is not a seed.`, next: 'Give 1 to 64 characters without spaces, such as amber.' });
}

/** A report that cannot be written is found out before the work that it is about. */
function writable(file: string | undefined, directory: string): string | null {
  if (file === undefined) return null;
  const absolute = path.resolve(directory, file);
  try {
    mkdirSync(path.dirname(absolute), { recursive: true });
    if (existsSync(absolute) && statSync(absolute).isDirectory()) throw new UsageError({ what: `${file} is a folder.`, next: 'Name a file in it.' });
    accessSync(path.dirname(absolute), constants.W_OK);
    if (existsSync(absolute)) accessSync(absolute, constants.W_OK);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new FileError('unwritable', { what: `The report cannot be written to ${absolute}.`, why: whyUnwritable(error), next: 'Name another place.' });
  }
  return absolute;
}
