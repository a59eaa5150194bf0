/**
 * Takes one measurement in a process of its own, and prints it as JSON: `node dist/runs/bench/measure.js engine 10`.
 * Started by main.ts: each repeat gets a fresh process, so that none profits from what another one learned.
 */
import { emptyTally, addRun } from '../../sim/explore/tally.js';
import type { Engine } from '../../sim/explore/engine.js';
import { runCampaign } from '../campaign/campaign.js';
import { engineFor, type RunSpec } from '../campaign/run-spec.js';
import { scenarios } from '../scenarios/index.js';
import type { Scenario } from '../scenarios/scenario.js';
import { bareLoop } from './bare-loop.js';
import type { EngineMeasurement, Measurement, MemoryMeasurement, Pace } from './measurement.js';
import { WARM_UP_SHARE } from './warm-up.js';

/** The last one lies beyond the first time that an engine forgets what it learned. */
const MEMORY_AFTER = [1_000, 10_000, 100_000, 200_000];

const scenario = scenarios[0] as Scenario;
const policy = Object.keys(scenario.policies)[0] as string;
const spec: RunSpec = {
  scenario: scenario.name, policy, profile: scenario.profile, faults: null, invariant: null, scenariosModule: null, budget: null,
  settings: Object.fromEntries(Object.entries(scenario.settings).map(([name, { value }]) => [name, value])),
};

function newEngine(): Engine {
  return engineFor(scenario.build(policy, spec.settings), spec);
}

function measureEngine(seconds: number): EngineMeasurement {
  const engine = newEngine();
  const seeds = { next: 0 };
  const warmUp = pace(engine, seconds * WARM_UP_SHARE, seeds);
  return { kind: 'engine', warmUp, after: pace(engine, seconds * (1 - WARM_UP_SHARE), seeds) };
}

function pace(engine: Engine, secondsMin: number, seeds: { next: number }): Pace {
  const tally = emptyTally();
  const handlerRuns = engine.handlerRuns;
  const started = performance.now();
  const cpu = process.cpuUsage();
  while (performance.now() - started < secondsMin * 1000) {
    for (let turn = 0; turn < 20; turn += 1) {
      addRun(tally, seeds.next, engine.run(`bench-${seeds.next}`));
      seeds.next += 1;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds, cpuSeconds: (user + system) / 1e6, runs: tally.runs, steps: tally.steps, events: tally.events,
    handlerRuns: engine.handlerRuns - handlerRuns, runsViolated: tally.runsViolated,
    simulatedHours: tally.virtualMilliseconds / 3_600_000,
  };
}

function measureMemory(runsMax: number): MemoryMeasurement {
  const engine = newEngine();
  const after: MemoryMeasurement['after'][number][] = [];
  for (let runs = 1; runs <= runsMax; runs += 1) {
    engine.run(`bench-${runs}`);
    if (!MEMORY_AFTER.includes(runs)) continue;
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    after.push({ runs, residentMegabytes: Math.round(rss / 2 ** 20), heapMegabytes: Math.round(heapUsed / 2 ** 20) });
  }
  return { kind: 'memory', after, evictions: engine.evictions };
}

async function measureCampaign(workers: number, seconds: number): Promise<Measurement> {
  const result = await runCampaign({
    spec, seeds: { campaignSeed: 'bench', single: false }, seedsMax: null, milliseconds: seconds * 1000, untilFirst: false, workers,
  });
  return { kind: 'campaign', workers, seconds: result.seconds, events: result.tally.events, runs: result.tally.runs };
}

async function measure(kind: string, first: number, second: number): Promise<Measurement> {
  switch (kind) {
    case 'engine':
      return measureEngine(first);
    case 'campaign':
      return measureCampaign(first, second);
    case 'memory':
      return measureMemory(first);
    default:
      return { kind: 'baseline', eventsPerSecond: bareLoop(first) };
  }
}

const [, , kind = '', first = '5', second = '5'] = process.argv;
process.stdout.write(`${JSON.stringify(await measure(kind, Number(first), Number(second)))}\n`);
