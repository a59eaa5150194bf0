/** The commands for continuous integration, as the command line knows them. */
import type { Command } from 'commander';
import { DEFAULT_BUDGET, type CiFlags } from '../ci/ci-request.js';
import { ciCommand } from './ci-command.js';
import { mergeCommand, type MergeFlags } from './merge-command.js';
import type { Surroundings } from './surroundings.js';

const EXIT_CODES = `
Exit codes:
  0    no new failure
  1    a new failure, an expected violation not found, or shards that are missing
  2    a mistake in the command or its input
  3    the harness is broken: nothing may be concluded`;

export function defineCiCommands(program: Command, surroundings: Surroundings, done: (exitCode: number) => void): void {
  program.command('ci')
    .summary('everything for a pipeline: saved capsules, bounded search, campaigns')
    .description('Replays runs/regressions/, searches the small models, and runs seeded campaigns over the committed list ' +
      '(runs/ci/committed.ts). The first seed comes from the commit: reproducible, and another one for each commit. New failures fail; ' +
      'those in runs/known-failures.json do not.')
    .option('--budget <duration>', `for all of it, such as 10m (default: ${DEFAULT_BUDGET}, without --seeds)`)
    .option('--seeds <number>', 'how many seeds of each campaign, all shards together')
    .option('--shard <K/N>', 'the part K of N: disjoint, and together complete')
    .option('--seed <seed>', 'the first seed (default: the commit)')
    .option('--workers <number>', 'threads (default: one for each core)')
    .option('--known <file>', 'the known failures (default: runs/known-failures.json)')
    .option('--strict', 'vacuous invariants, unreached goals and known failures that are gone fail, too')
    .option('--out <directory>', 'write the results there (for `whatif merge`), with a capsule of each new failure')
    .option('--state <directory>', 'keep progress there: after a crash or a kill, the same command goes on')
    .option('--junit <file>', 'write a report in the JUnit format')
    .option('--github', 'annotate, and write the summary of the job ($GITHUB_STEP_SUMMARY)')
    .option('--json', 'print one JSON object instead of the report')
    .addHelpText('after', `
Examples:
  whatif ci --budget 10m
  whatif ci --shard 3/20 --seeds 200000 --out results/shard-3 --github
  whatif ci --seeds 20000 --junit out/junit.xml --strict
${EXIT_CODES}
  130  stopped (Ctrl-C) before all was done, without a failure so far`)
    .action(async (flags: CiFlags) => done(await ciCommand(flags, surroundings)));
  program.command('merge').argument('<results...>', 'results files, or folders that hold one (or folders of such folders)')
    .summary('the results of shards as one report')
    .description('Adds the results that `whatif ci --shard K/N --out FOLDER` wrote, and judges them as one: rates with exact ' +
      'intervals (Clopper-Pearson), goals, new and known failures with the cheapest run of each, coverage. Shards that overlap ' +
      'are refused, and missing ones fail.')
    .option('--out <directory>', 'write the sum there, as a results file that can be merged again')
    .option('--known <file>', 'the known failures (default: runs/known-failures.json)')
    .option('--strict', 'vacuous invariants, unreached goals and known failures that are gone fail, too')
    .option('--junit <file>', 'write a report in the JUnit format')
    .option('--github', 'annotate, and write the summary of the job ($GITHUB_STEP_SUMMARY)')
    .option('--json', 'print one JSON object instead of the report')
    .addHelpText('after', `
Examples:
  whatif merge results/*
  whatif merge shard-1 shard-2 --out merged --strict
${EXIT_CODES}`)
    .action((given: readonly string[], flags: MergeFlags) => done(mergeCommand(given, flags, surroundings)));
}
