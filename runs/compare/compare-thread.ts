/** A worker thread of a comparison: does one job at a time, until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { installTraps } from '../campaign/io-traps.js';
import type { CompareJob, CompareOptions } from './compare-job.js';

if (parentPort === null) throw new Error('compare-thread.js is started by a comparison, not by hand. Run `whatif compare`.');
const port = parentPort;

// The traps first: the model's imports would otherwise hold the functions as they were.
installTraps();
const { CompareRunner } = await import('./compare-runner.js');
const runner = await CompareRunner.create(workerData as CompareOptions);
port.on('message', (job: CompareJob) => port.postMessage(runner.do(job)));
port.postMessage('ready');
