/** `whatif compare`, as the command line knows it. */
import type { Command } from 'commander';
import type { CompareFlags } from '../compare/compare-request.js';
import { experiments } from '../experiments/index.js';
import { compareCommand } from './compare-command.js';
import type { Surroundings } from './surroundings.js';

export function defineCompare(program: Command, surroundings: Surroundings, done: (exitCode: number) => void): void {
  program.command('compare').argument('[experiment]', `one of ${experiments.map(({ name }) => name).join(', ')} (default: the first)`)
    .summary('which policy is safe, and at what price')
    .description('Runs an experiment: policies meet the same seeded faults, and each is searched exhaustively with a few faults of each class. Tells ' +
      'which promises each keeps, what it costs, where policies part, and whether other assumptions would change that.')
    .option('--policies <names>', 'these instead, separated by commas: names, or paths of policies of your own; the others are compared with the first one')
    .option('--profiles <names>', 'these profiles, separated by commas')
    .option('--seeds <number>', 'so many seeds of each profile')
    .option('--seed <seed>', 'name of the campaign: its seeds are SEED-0, SEED-1, ...')
    .option('--check-faults <number>', 'search executions with at most so many faults')
    .option('--check-states <number>', 'give up a search after so many states: unknown')
    .option('--check-requests <number>', 'search executions with at most so many requests of users')
    .option('--no-check', 'search nothing')
    .option('--no-trade-off', 'no curves over message loss and slowness')
    .option('--no-robustness', 'do not halve and double what is assumed')
    .option('--workers <number>', 'threads (default: one for each core)')
    .option('--report <file>', 'write the report for a browser there: one HTML file')
    .option('--markdown <file>', 'write the report for a pull request there')
    .option('--json', 'print all of it as one JSON object instead of the report')
    .addHelpText('after', `
Examples:
  whatif compare
  whatif compare --policies 2023-10,never-failed --profiles lossy,crashy --seeds 5000 --check-faults 2 --report report.html
  whatif compare --policies 2023-10,./my-policy.ts --report report.html
  whatif compare --seeds 200 --no-robustness --markdown comparison.md

Exit codes:
  0    the comparison was made, whatever it says
  2    a mistake in the command or its input
  3    the harness is broken: nothing may be concluded
  130  stopped (Ctrl-C) before all was done: the report says what is missing`)
    .action(async (name: string | undefined, flags: CompareFlags) => done(await compareCommand(name, flags, surroundings)));
}
