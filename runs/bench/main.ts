/** `npm run bench`: how fast it is, on which machine. `-- check`, `-- --json`, `-- --quick`, `-- --repeats 5`, `-- --seconds 10`. */
import { execFile, execFileSync } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { projectRoot } from '../build/model-hash.js';
import { parseWhole } from '../cli/numbers.js';
import { scenarios } from '../scenarios/index.js';
import { runMain } from '../terminal/failure.js';
import { unknownName } from '../terminal/suggest.js';
import { benchMarkdown, type BenchReport } from './bench-report.js';
import { benchCheck } from './check-bench.js';
import type { BaselineMeasurement, CampaignMeasurement, EngineMeasurement, Measurement, MemoryMeasurement } from './measurement.js';
import { WARM_UP_SHARE } from './warm-up.js';

interface BenchFlags {
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly large?: boolean;
  readonly repeats: string;
  readonly seconds: string;
}

const run = promisify(execFile);

/** A nursery as large as a campaign's workers have, for what is measured without them. */
const NODE_FLAGS = ['--expose-gc', '--max-semi-space-size=64'];

async function measureApart<M extends Measurement>(...args: readonly (string | number)[]): Promise<M> {
  const script = fileURLToPath(new URL('./measure.js', import.meta.url));
  const { stdout } = await run(process.execPath, [...NODE_FLAGS, script, ...args.map(String)], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as M;
}

async function measureAll(repeats: number, seconds: number, memoryRuns: number): Promise<BenchReport> {
  const engines: EngineMeasurement[] = [];
  const campaigns: CampaignMeasurement[] = [];
  const baseline: number[] = [];
  const load = os.loadavg()[0] ?? 0;
  // One after the other, and in turn: a machine that gets slower or busier does so for all of them.
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    process.stderr.write(`repeat ${repeat} of ${repeats}\n`);
    baseline.push((await measureApart<BaselineMeasurement>('baseline', 2)).eventsPerSecond);
    engines.push(await measureApart<EngineMeasurement>('engine', seconds));
    for (const workers of [1, 2]) campaigns.push(await measureApart<CampaignMeasurement>('campaign', workers, seconds));
  }
  process.stderr.write(`memory over ${memoryRuns} runs\n`);
  const memory = await measureApart<MemoryMeasurement>('memory', memoryRuns);
  return {
    date: new Date().toISOString().slice(0, 10), commit: commit(), scenario: scenarios[0]?.name ?? '', secondsEach: seconds,
    machine: {
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown processor', cores: os.availableParallelism(), node: process.version,
      system: `${os.type()} ${os.release()}`, load,
    },
    warmUpShare: WARM_UP_SHARE, engines, campaigns, memory, baseline,
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: projectRoot, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}

await runMain(async () => {
  const program = new Command('npm run bench --').exitOverride()
    .argument('[what]', 'check: the exhaustive search; left out: the simulation')
    .option('--large', 'check: larger models, too')
    .option('--json', 'print all measurements as one JSON object')
    .option('--quick', 'memory over 10,000 runs instead of 200,000')
    .option('--repeats <number>', 'fresh processes for each measurement', '5')
    .option('--seconds <number>', 'length of each measurement', '10');
  program.parse();
  const { json, quick, repeats, seconds, large } = program.opts<BenchFlags>();
  if (program.args[0] === 'check') {
    process.stdout.write(await benchCheck(parseWhole(repeats, '--repeats', 1, 100), large === true, json === true));
    return;
  }
  if (program.args[0] !== undefined) throw unknownName('benchmark', program.args[0], ['check'], 'npm run bench -- --help');
  const report = await measureAll(
    parseWhole(repeats, '--repeats', 1, 100), parseWhole(seconds, '--seconds', 1, 3600), quick === true ? 10_000 : 200_000);
  process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : benchMarkdown(report));
});
