/**
 * The command line: which commands and options there are, and what `--help` says. What commander refuses is turned into
 * the errors of this project, which name the valid ones and the nearest.
 */
import { Command, CommanderError } from 'commander';
import { DEFAULT_STRATEGY, STRATEGIES } from '../../sim/explore/strategies/strategy.js';
import { UsageError } from '../terminal/failure.js';
import { slugOf } from '../terminal/slug.js';
import { unknownName } from '../terminal/suggest.js';
import type { Terminal } from '../terminal/terminal.js';
import { parametersOf } from '../check/check-request.js';
import { DEFAULT_FORKS, explainCommand, type ExplainFlags } from '../explain/explain-command.js';
import { ACTIONS } from '../../models/omicron/policies/action.js';
import { RULE_SWITCHES } from '../../models/omicron/policies/rule-switches.js';
import { DEFAULT_OBLIGATIONS, DEFAULTS, type PolicySearchFlags } from '../policy-search/policy-search-request.js';
import { checkSubjects } from '../scenarios/check-subjects.js';
import { FAULT_CLASSES } from '../scenarios/fault-classes.js';
import { classWord } from '../scenarios/running-instance.js';
import { checkCommand } from './check-command.js';
import { defineCiCommands } from './ci-commands.js';
import { defineCompare } from './compare-options.js';
import { EXPORT_SENTENCE } from './export-format.js';
import { listCommand } from './list-command.js';
import { wrapped } from './paragraphs.js';
import { replayCommand } from './replay-command.js';
import type { ReplayFlags } from './replay-request.js';
import { runCommand } from './run-command.js';
import { searchPolicyCommand } from './search-policy-command.js';
import { shrinkCommand, type ShrinkFlags } from './shrink-command.js';
import { DEFAULT_SEED, DEFAULT_TIME, type RunFlags } from './run-request.js';
import type { Surroundings } from './surroundings.js';

const EXIT_CODES: readonly string[] = [
  'as the scenario expects: its expected violations are found, and no others',
  'another violation, an expected one not found, or a fault of the model',
  'a mistake in the command or its input',
  'the harness is broken: nothing may be concluded',
];
const SHRINK_EXIT_CODES: readonly string[] = [
  'the smaller run is written', 'the run does not fail in the recorded way on the model of today', ...EXIT_CODES.slice(2),
];
const SEARCH_POLICY_EXIT_CODES: readonly string[] = ['some tables meet the obligations', 'none does, or that is unknown', ...EXIT_CODES.slice(2)];
const HELP_WIDTH_MAX = 100;
const HELP_WIDTH_IN_PIPES = 80;

function exitCodes({ columns }: Terminal, meanings: readonly string[] = EXIT_CODES): string {
  const terminal = { isTty: true, hasColor: false, columns: helpWidth(columns) };
  const lines = meanings.map((meaning, code) => wrapped(`  ${code}    ${meaning}`, terminal, 7));
  return ['\nExit codes:', ...lines, wrapped('  130  stopped (Ctrl-C) before anything could be said', terminal, 7)].join('\n');
}

function helpWidth(columns: number): number {
  return Number.isFinite(columns) ? Math.min(HELP_WIDTH_MAX, columns) : HELP_WIDTH_IN_PIPES;
}

/** Runs a command line, without the program's name. Returns the exit code. @throws UsageError, HarnessBroken */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const program = makeProgram(surroundings);
  let exitCode = 0;
  define(program, surroundings, (code) => void (exitCode = code));
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw explained(error, args, program);
  }
  return exitCode;
}

function makeProgram({ out, terminal }: Surroundings): Command {
  return new Command('whatif')
    .description('Deterministic simulation of Oxide\'s VM control plane: what if this fails?')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      writeOut: out,
      // Explained by this project's own errors.
      writeErr: () => undefined,
      getOutHelpWidth: () => helpWidth(terminal.columns),
      getOutHasColors: () => terminal.hasColor,
    })
    .addHelpText('after', `
Examples:
  whatif run          the default scenario on all cores, ${DEFAULT_TIME}
  whatif list         what there is to run
  whatif check        every execution of a small workload
  whatif replay FILE  a recorded run, from its capsule
  whatif shrink FILE  the smallest run that fails in the same way
  whatif explain FILE why it failed
  whatif compare      which policy is safe, and at what price
${exitCodes(terminal)}`);
}

function define(program: Command, surroundings: Surroundings, done: (exitCode: number) => void): void {
  const { terminal } = surroundings;
  const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];
  program.command('run').argument('[scenario]', 'one of those that `whatif list` names (default: the first)')
    .summary('run many seeds of a scenario, and show the shortest violation')
    .description('Runs many seeds of a scenario and checks its invariants after every event. The shortest violation is told ' +
      'as a story, and each distinct one is written to a capsule that replays it.')
    .option('--seeds <number>', 'how many seeds to run')
    .option('--for <duration>', `hand out seeds for so long, such as 60s or 10m (default: ${DEFAULT_TIME}, without --seeds)`)
    .option('--seed <seed>', 'name of the campaign: its seeds are SEED-0, SEED-1, ... With --seeds 1 it is the seed itself (default: ' + DEFAULT_SEED + ')')
    .option('--until-first', 'stop at the first seed that finds something')
    .option('--policy <name>', 'what Nexus does when a call to a sled agent fails: a name, or the path of a policy of your own (default: the scenario\'s first)')
    .option('--profile <name>', 'which faults may strike, and how often (default: the scenario\'s)')
    .option('--faults <kinds>', 'only these kinds of fault, separated by commas')
    .option('--strategy <name>', `how runs differ from one another: ${Object.keys(STRATEGIES).join(', ')} (default: ${DEFAULT_STRATEGY})`)
    .option('--invariant <name>', 'check this one alone: its name, or with-hyphens')
    .option('--set <name=value>', 'change a setting of the scenario; may be repeated', collect)
    .option('--workers <number>', 'threads (default: one for each core)')
    .option('--story', 'tell a run that passes, too')
    .option('--json', 'print one JSON object instead of the report')
    .option('--out <directory>', 'where capsules are written (default: out)')
    .option('--state <directory>', 'keep progress there: after a crash or a kill, the same command goes on')
    .addHelpText('after', `
Examples:
  whatif run omicron-4226 --for 60s --profile storm
  whatif run --policy never-failed --seeds 10000 --json
  whatif run --seed amber-17 --seeds 1 --story
  whatif run --faults lost-reply,crash --set zoneBootMax=90s --until-first
${exitCodes(terminal)}`)
    .action(async (name: string | undefined, flags: RunFlags) => done(await runCommand(name, flags, surroundings)));
  defineCheck(program, surroundings, done);
  program.command('replay').argument('<file>', 'a capsule: what `whatif run` and `whatif check` write for each violation')
    .summary('replay the run that a capsule holds')
    .description('Replays a recorded run step by step. Exit 0 when it is the recorded run and ends in the recorded verdict.')
    .option('--step <number>', 'show rows, processes and beliefs after this step')
    .option('--story', 'tell the run from its first step')
    .option('--export <format>', EXPORT_SENTENCE)
    .option('--json', 'print one JSON object')
    .addHelpText('after', `
Examples:
  whatif replay out/amber-17.capsule.json
  whatif replay out/amber-17.capsule.json --step 41
  whatif replay out/amber-17.capsule.json --export perfetto > amber-17.trace.json
${exitCodes(terminal)}`)
    .action(async (file: string, flags: ReplayFlags) => done(await replayCommand(file, flags, surroundings)));
  defineExplain(program, surroundings, done);
  defineCompare(program, surroundings, done);
  defineCiCommands(program, surroundings, done);
  program.command('shrink').argument('<file>', 'a capsule of a run that fails')
    .summary('the smallest run that fails in the same way')
    .description('Makes the run of a capsule smaller, as long as it fails with the same fingerprint: fewest faults, then fewest requests, ' +
      'then fewest processes, then fewest steps and deviations from the default order. Writes a capsule, and tells it.')
    .option('--json', 'print one JSON object')
    .option('--out <directory>', 'where the capsule is written (default: beside FILE)')
    .addHelpText('after', `
Examples:
  whatif shrink out/amber-17.capsule.json
  whatif shrink out/amber-17.capsule.json --json
${exitCodes(terminal, SHRINK_EXIT_CODES)}`)
    .action(async (file: string, flags: ShrinkFlags) => done(await shrinkCommand(file, flags, surroundings)));
  defineSearchPolicy(program, surroundings, done);
  program.command('list')
    .summary('scenarios, policies, profiles, invariants, settings and kinds of fault')
    .description('Lists scenarios with their policies, settings and invariants, then profiles and kinds of fault, a line each.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `
Examples:
  whatif list
  whatif list --json`)
    .action((flags: { readonly json?: boolean }) => done(listCommand(flags, surroundings)));
  // Commands copy these settings when they are made, but not this one: chalk reads the flag from the command line.
  for (const command of program.commands) command.option('--no-color', 'no colours, like NO_COLOR=1');
}

function defineSearchPolicy(program: Command, surroundings: Surroundings, done: (exitCode: number) => void): void {
  program.command('search-policy')
    .summary('which rules for a failed call to a sled agent meet the obligations')
    .description('Searches all executions of a running instance with every decision table at once (what kind of error, after which request, and what ' +
      'Nexus knows of the VMM: what to do). Says which tables meet the obligations in every execution with so many faults; when none does, which ' +
      'executions contradict one another, and what is missing.')
    .option('--obligations <names>', `invariants, with-hyphens, separated by commas (default: ${DEFAULT_OBLIGATIONS.map(slugOf).join(',')})`)
    .option('--fault-class <name>', `whose faults strike: all, ${FAULT_CLASSES.map(classWord).join(', ')} (default: single messages, and the orders that nominal durations allow)`)
    .option('--faults <kinds>', 'only these kinds of fault, separated by commas')
    .option('--max-faults <number>', `the most faults of an execution (default: ${DEFAULTS.maxFaults})`)
    .option('--requests <number>', `of users, one after the other (default: ${DEFAULTS.requests})`)
    .option('--sleds <number>', `how many sleds (default: ${DEFAULTS.sleds})`)
    .option('--rules <names>', `switch these on: ${Object.keys(RULE_SWITCHES).map(slugOf).join(', ')}`)
    .option('--without <actions>', `leave these out: ${Object.keys(ACTIONS).map(slugOf).join(', ')}`)
    .option('--max-states <number>', `give up a pass after so many states: unknown (default: ${DEFAULTS.maxStates})`)
    .option('--seeds <number>', `price each of the tables that stand by so many runs; 0 for none (default: ${DEFAULTS.seeds})`)
    .option('--profile <name>', `of these runs (default: ${DEFAULTS.profile})`)
    .option('--stories', 'tell how each refuted action goes wrong')
    .option('--json', 'print one JSON object instead of the report')
    .addHelpText('after', `
Examples:
  whatif search-policy
  whatif search-policy --fault-class sled-agent --rules unknown-instance-is-404,updater-task --requests 2
  whatif search-policy --obligations a-healthy-vm-is-never-marked-failed --stories
${exitCodes(surroundings.terminal, SEARCH_POLICY_EXIT_CODES)}`)
    .action(async (flags: PolicySearchFlags) => done(await searchPolicyCommand(flags, surroundings)));
}

function defineExplain(program: Command, surroundings: Surroundings, done: (exitCode: number) => void): void {
  program.command('explain').argument('<file>', 'a capsule of a violation')
    .summary('why a recorded run failed')
    .description('Shrinks the run that a capsule holds, and explains it: its story, the rule that decided, what would have averted the ' +
      'violation (each fault, request and choice left out alone), and from which step on nothing would have.')
    .option('--no-shrink', 'explain the run as it was recorded')
    .option('--forks <number>', `how many futures are tried from each step; 0 for none (default: ${DEFAULT_FORKS})`)
    .option('--markdown <file>', 'write the page for GitHub there')
    .option('--html <file>', 'write the page for a browser there: one file, without scripts')
    .option('--export <format>', EXPORT_SENTENCE)
    .addHelpText('after', `
Examples:
  whatif explain out/amber-17.capsule.json
  whatif explain out/amber-17.capsule.json --html amber-17.html --markdown amber-17.md
  whatif explain out/amber-17.capsule.json --export mermaid > amber-17.mmd
${exitCodes(surroundings.terminal)}`)
    .action(async (file: string, flags: ExplainFlags) => done(await explainCommand(file, flags, surroundings)));
}

function defineCheck(program: Command, surroundings: Surroundings, done: (exitCode: number) => void): void {
  const command = program.command('check').argument('[scenario]', 'one of those that `whatif list` names (default: the first), or the path of a model of your own')
    .summary('search every execution of a small workload')
    .description('Searches all executions without a fault, then all with one, with two, ... and says of each property whether it ' +
      'holds in all of them. A counterexample has the fewest faults, and then the fewest steps.')
    .option('--max-faults <number>', 'stop after the executions with so many faults (default: when there are no more)')
    .option('--faults <kinds>', 'only these kinds of fault, separated by commas')
    .option('--timing <rule>', 'free: any pending event may come next; ranges: only as nominal durations allow (default: free)')
    .option('--policy <name>', 'what Nexus does when a call to a sled agent fails: a name, or the path of a policy of your own (default: the scenario\'s first)')
    .option('--invariant <name>', 'check this one alone: its name, or with-hyphens')
    .option('--goal <fingerprint>', 'look for this violation alone, and for the fewest faults that bring it about: a fingerprint, how one begins, or a capsule')
    .option('--max-states <number>', 'give up after so many states: unknown')
    .option('--max-memory <amount>', 'give up when states take so much, such as 2GB: unknown (default: a quarter of the machine)')
    .option('--for <duration>', 'give up after so long, such as 60s or 10m: unknown')
    .option('--workers <number>', 'search with so many threads; it changes no count and no counterexample (default: 1)')
    .option('--reduction <rule>', 'none, sleep (fewer steps), or por (fewer states; a counterexample may have more steps) (default: none)')
    .option('--strategy <order>', 'bfs, or dfs: depth first within each number of faults; a counterexample may have more steps (default: bfs)')
    .option('--symmetry', 'search one of all states that differ only in the names of ids that can be exchanged')
    .option('--json', 'print one JSON object instead of the report')
    .option('--resume <file>', 'go on with a search that ended early: the file that it named')
    .option('--out <directory>', 'where capsules and searches that ended early are written (default: out)');
  for (const [name, parameter] of parametersOf(checkSubjects)) {
    command.option(`--${name} <${'words' in parameter ? parameter.words.join('|') : 'number'}>`, parameter.sentence);
  }
  command.addHelpText('after', `
Examples:
  whatif check classics/two-phase-commit --rms 8
  whatif check classics/single-copy-register --servers 2
  whatif check classics/two-phase-commit --rms 14 --symmetry
  whatif check --goal out/amber-17.capsule.json --timing ranges
  whatif check omicron-4226 --requests 1 --guest-events 0 --sleds 1 --nexus 1 --max-faults 0 --max-states 1000000
${exitCodes(surroundings.terminal)}`)
    .action(async (name: string | undefined, flags: Readonly<Record<string, string | boolean>>) =>
      done(await checkCommand(name, flags, surroundings)));
}

/** Commander's complaint as an error that names what is valid. */
function explained(error: CommanderError, args: readonly string[], program: Command): UsageError {
  const command = program.commands.find((candidate) => candidate.name() === args[0]);
  const help = `\`whatif ${command === undefined ? '' : `${command.name()} `}--help\` says more.`;
  switch (error.code) {
    case 'commander.unknownCommand':
      return unknownName('command', args[0] ?? '', program.commands.map((candidate) => candidate.name()), 'whatif --help');
    case 'commander.unknownOption': {
      const given = /'([^']+)'/.exec(error.message)?.[1] ?? '';
      const options = (command ?? program).options.flatMap(({ long }) => (long === undefined || long === null ? [] : [long]));
      return unknownName('option', given, [...options, '--help'], `whatif ${command?.name() ?? ''} --help`.replace('  ', ' '));
    }
    default: {
      const what = error.message.replace(/^error: /, '').replace(/\.?$/, '.');
      return new UsageError({ what, next: help });
    }
  }
}

