/**
 * Searches one classic in a process of its own, and prints what it took as JSON: `node dist/runs/bench/measure-check.js
 * two-phase-commit-8`. Started by check-bench.ts.
 */
import { Search } from '../../sim/explore/exhaustive/search.js';
import { CHECK_WORKS, LARGE_WORKS } from './check-works.js';

export interface CheckMeasurement {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly cpuSeconds: number;
  readonly residentMegabytes: number;
  /** States and slots, for each state. */
  readonly bytesEach: number;
  readonly handlerRuns: number;
  /** Runs of the code of properties. */
  readonly propertyRuns: number;
  /** Searched whole, with the invariants unbroken. */
  readonly holds: boolean;
}

const BYTES_MAX = 2 * 1024 * 1024 * 1024;

const work = [...CHECK_WORKS, ...LARGE_WORKS].find(({ name }) => name === process.argv[2]);
if (work === undefined) throw new Error(`There is no work '${String(process.argv[2])}'`);
const { model, ...properties } = work.build();
const search = new Search(model, properties, { bytesMax: BYTES_MAX }).run();
const { user, system } = process.cpuUsage();
const measurement: CheckMeasurement = {
  distinct: search.distinct, generated: search.generated, depth: search.depthMax, cpuSeconds: (user + system) / 1e6,
  residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1024), bytesEach: Math.round(search.expansion.store.bytes / search.distinct),
  handlerRuns: search.transitions.handlerRuns, propertyRuns: search.expansion.readingRuns,
  holds: search.ending === 'complete' && properties.invariants.every((_, index) => search.decisions[index] === null),
};
process.stdout.write(`${JSON.stringify(measurement)}\n`);
