/** All measurements of one run of the benchmark, and the Markdown block that goes into BENCHMARKS.md. */
import { formatCount } from '../terminal/count.js';
import type { CampaignMeasurement, EngineMeasurement, MemoryMeasurement, Pace } from './measurement.js';

export interface BenchReport {
  readonly date: string;
  readonly commit: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly system: string; readonly load: number };
  readonly scenario: string;
  readonly secondsEach: number;
  readonly warmUpShare: number;
  readonly engines: readonly EngineMeasurement[];
  readonly campaigns: readonly CampaignMeasurement[];
  readonly memory: MemoryMeasurement;
  readonly baseline: readonly number[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Two columns of Markdown. */
export function benchMarkdown(report: BenchReport): string {
  const { machine, engines, campaigns, memory, baseline } = report;
  const of = (part: (pace: Pace) => number): number => median(engines.map(({ after }) => part(after)));
  const eventsPerSecond = engines.map(({ after }) => after.events / after.seconds);
  const warmUp = median(engines.map(({ warmUp: pace }) => pace.events / pace.seconds));
  const speeds = new Map([1, 2].map((workers) => [workers, median(campaigns.filter((campaign) => campaign.workers === workers)
    .map(({ events, seconds }) => events / seconds))]));
  const ratio = (speeds.get(2) as number) / (speeds.get(1) as number);
  const rows: [string, string][] = [
    ['events per second, one core', `**${formatCount(median(eventsPerSecond))}** (${range(eventsPerSecond)})`],
    ['the same per second of CPU time', formatCount(of(({ events, cpuSeconds }) => events / cpuSeconds))],
    [`the same in the first ${report.warmUpShare * 100} % of the time (learning)`, formatCount(warmUp)],
    ['steps for each run of handler code', of(({ steps, handlerRuns }) => steps / Math.max(1, handlerRuns)).toFixed(1)],
    ['events in a run', formatCount(of(({ events, runs }) => events / runs))],
    ['runs with a violation, per CPU-minute', formatCount(of(({ runsViolated, cpuSeconds }) => (runsViolated * 60) / cpuSeconds))],
    ['simulated hours per second', of(({ simulatedHours, seconds }) => simulatedHours / seconds).toFixed(0)],
    ['campaign with 1 worker, 2 workers: events per second', `${formatCount(speeds.get(1) as number)}, ${formatCount(speeds.get(2) as number)} (${ratio.toFixed(2)} times)`],
    ['a bare callback loop over a heap, events per second', `${formatCount(median(baseline))} (${range(baseline)})`],
    ...memory.after.map(({ runs, residentMegabytes, heapMegabytes }): [string, string] =>
      [`memory after ${formatCount(runs)} runs`, `${residentMegabytes} MB resident, ${heapMegabytes} MB of heap`]),
  ];
  rows.push(['times that the engine forgot what it had learned', String(memory.evictions)]);
  return [
    `### ${report.date}, commit ${report.commit}`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load average at the start ${machine.load.toFixed(1)}.`,
    `Scenario ${report.scenario}, all invariants after every event; ${engines.length === 1 ? 'one fresh process' : `medians of ${engines.length} fresh processes`} of ` +
      `${report.secondsEach} s each, the first ${report.warmUpShare * 100} % of which is warm-up and reported apart.`,
    '',
    '| measured | |',
    '|---|---|',
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
    '',
  ].join('\n');
}

function range(values: readonly number[]): string {
  return `${formatCount(Math.min(...values))} to ${formatCount(Math.max(...values))}`;
}
