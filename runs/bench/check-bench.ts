/** `npm run bench -- check`: how fast the exhaustive search is, whole processes beside the compiled peers. */
import { execFile } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatCount } from '../terminal/count.js';
import { HarnessBroken } from '../terminal/failure.js';
import { median } from './bench-report.js';
import { CHECK_WORKS, LARGE_WORKS, type CheckWork } from './check-works.js';
import type { CheckMeasurement } from './measure-check.js';

interface MeasuredWork {
  readonly work: CheckWork;
  readonly wallSeconds: readonly number[];
  readonly runs: readonly CheckMeasurement[];
}

const run = promisify(execFile);

/** Measures each work in fresh processes, in turn. @throws HarnessBroken when a count is not the published one */
export async function benchCheck(repeats: number, large: boolean, json: boolean): Promise<string> {
  const load = os.loadavg()[0] ?? 0;
  const measured: { work: CheckWork; wallSeconds: number[]; runs: CheckMeasurement[] }[] =
    [...CHECK_WORKS, ...(large ? LARGE_WORKS : [])].map((work) => ({ work, wallSeconds: [], runs: [] }));
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    process.stderr.write(`repeat ${repeat} of ${repeats}\n`);
    for (const { work, wallSeconds, runs } of measured) {
      const started = performance.now();
      const { stdout } = await run(process.execPath, [fileURLToPath(new URL('./measure-check.js', import.meta.url)), work.name]);
      wallSeconds.push((performance.now() - started) / 1000);
      runs.push(counted(work, JSON.parse(stdout) as CheckMeasurement));
    }
  }
  return json ? `${JSON.stringify(measured.map(({ work: { name }, ...rest }) => ({ name, ...rest })), null, 2)}\n` : markdown(measured, load);
}

function counted(work: CheckWork, measurement: CheckMeasurement): CheckMeasurement {
  const { distinct, generated, depth, holds } = measurement;
  if (distinct === work.distinct && depth === (work.depth ?? depth) && (work.generated ?? generated) === generated && holds) return measurement;
  throw new HarnessBroken({
    what: `${work.sentence}: ${distinct} distinct, ${generated} generated, depth ${depth}, ${holds ? 'holds' : 'does not hold'}.`,
    why: `Published are ${work.distinct}, ${work.generated ?? 'unknown'}, ${work.depth ?? 'unknown'}.`, next: 'Run the tests of models/classics.',
  });
}

function markdown(measured: readonly MeasuredWork[], load: number): string {
  const rows = measured.map(({ work, wallSeconds, runs }) => {
    const first = runs[0]!;
    const goal = work.secondsMax === null ? '' : ` (goal ${work.secondsMax})`;
    return `| ${work.sentence} | ${formatCount(first.distinct)} | ${median(wallSeconds).toFixed(2)}${goal} | ` +
      `${median(runs.map(({ userSeconds }) => userSeconds)).toFixed(2)} + ${median(runs.map(({ systemSeconds }) => systemSeconds)).toFixed(2)} | ` +
      `${formatCount(Math.round(median(runs.map(({ distinct, searchSeconds }) => distinct / searchSeconds))))} | ${first.bytesEach} | ` +
      `${median(runs.map(({ residentMegabytes }) => residentMegabytes))} | ${formatCount(first.handlerRuns)} and ${formatCount(first.propertyRuns)} of ${formatCount(first.generated)} | ${work.peers} |`;
  });
  return [
    `${os.cpus()[0]?.model.trim() ?? ''}, ${os.availableParallelism()} cores, Node ${process.version}; load average at the start ${load.toFixed(1)}. ` +
      'Medians of fresh processes, one thread, start-up included (but for states/s, which are of the search alone); all counts are the published ones, all properties checked.',
    '',
    '| work | distinct | wall s | CPU s, user + system | states/s | bytes a state | resident MB | runs of handlers and of properties, of transitions | peers, wall s (dfs / bfs) |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows, '',
  ].join('\n');
}
