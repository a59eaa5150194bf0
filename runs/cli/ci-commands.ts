/** The commands for continuous integration, as the command line knows them. */
import type { Command } from 'commander';
import { mergeCommand, type MergeFlags } from './merge-command.js';
import type { Surroundings } from './surroundings.js';

const EXIT_CODES = `
Exit codes:
  0    no new failure
  1    a new failure, an expected violation not found, or shards that are missing
  2    a mistake in the command or its input
  3    the harness is broken: nothing may be concluded`;

export function defineCiCommands(program: Command, surroundings: Surroundings, done: (exitCode: number) => void): void {
  program.command('merge').argument('<results...>', 'results files, or folders that hold one (or folders of such folders)')
    .summary('the results of shards as one report')
    .description('Adds the results that `whatif ci --shard K/N --out FOLDER` wrote, and judges them as one: rates with exact ' +
      'intervals (Clopper-Pearson), goals, new and known failures with the cheapest run of each, coverage. Shards that overlap ' +
      'are refused, and missing ones fail.')
    .option('--out <directory>', 'write the sum there, as a results file that can be merged again')
    .option('--known <file>', 'the known failures (default: runs/known-failures.json)')
    .option('--strict', 'vacuous invariants, unreached goals and known failures that are gone fail, too')
    .option('--json', 'print one JSON object instead of the report')
    .addHelpText('after', `
Examples:
  whatif merge results/*
  whatif merge shard-1 shard-2 --out merged --strict
${EXIT_CODES}`)
    .action((given: readonly string[], flags: MergeFlags) => done(mergeCommand(given, flags, surroundings)));
}
