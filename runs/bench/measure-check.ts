/**
 * Searches one classic in a process of its own, and prints what it took as JSON: `node dist/runs/bench/measure-check.js
 * two-phase-commit-8`. Started by check-bench.ts.
 */
import os from 'node:os';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { CHECK_WORKS, LARGE_WORKS } from './check-works.js';

export interface CheckMeasurement {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** From the first step of the search to its end. */
  readonly searchSeconds: number;
  readonly residentMegabytes: number;
  /** States and slots, for each state. */
  readonly bytesEach: number;
  readonly handlerRuns: number;
  /** Runs of the code of properties. */
  readonly propertyRuns: number;
  /** Searched whole, with the invariants unbroken. */
  readonly holds: boolean;
}

/** Pages are committed when they are touched. */
const BYTES_MAX = Math.min(8 * 1024 ** 3, Math.max(2 * 1024 ** 3, os.totalmem() / 2));

const work = [...CHECK_WORKS, ...LARGE_WORKS].find(({ name }) => name === process.argv[2]);
if (work === undefined) throw new Error(`There is no work '${String(process.argv[2])}'`);
const { model, ...properties } = work.build();
const started = performance.now();
const search = new Search(model, properties, { bytesMax: BYTES_MAX, symmetry: work.symmetry }).run();
const searchSeconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
const measurement: CheckMeasurement = {
  distinct: search.distinct, generated: search.generated, depth: search.depthMax, userSeconds: user / 1e6, systemSeconds: system / 1e6, searchSeconds,
  residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1024), bytesEach: Math.round(search.expansion.store.bytes / search.distinct),
  handlerRuns: search.transitions.handlerRuns, propertyRuns: search.expansion.readingRuns,
  holds: search.ending === 'complete' && properties.invariants.every((_, index) => search.decisions[index] === null),
};
process.stdout.write(`${JSON.stringify(measurement)}\n`);
