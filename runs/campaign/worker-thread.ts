/** A worker thread of a campaign: does one job at a time, until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { Heartbeat } from './heartbeat.js';
import { installTraps } from './io-traps.js';
import type { Job, WorkerOptions } from './jobs.js';

interface ThreadData {
  readonly options: WorkerOptions;
  readonly heartbeat: SharedArrayBuffer;
}

if (parentPort === null) throw new Error('worker-thread.js is started by a campaign, not by hand. Run `whatif run`.');
const port = parentPort;
const { options, heartbeat } = workerData as ThreadData;

// The traps first: the model's imports would otherwise hold the functions as they were.
installTraps();
const { JobRunner } = await import('./job-runner.js');
const runner = await JobRunner.create(options, new Heartbeat(heartbeat));
port.on('message', (job: Job) => port.postMessage(runner.do(job)));
port.postMessage('ready');
