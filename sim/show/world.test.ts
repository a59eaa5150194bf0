import { describe, expect, test } from 'vitest';
import { capsuleOf } from '../reproduce/capsule.js';
import { replayTo } from '../reproduce/replay.js';
import { recordRun } from '../reproduce/trace.js';
import { tallyNarrator, tallySimulation } from '../reproduce/test-model/tally.js';
import { showWorld } from './world.js';

const { simulation, run } = tallySimulation();
const trace = recordRun(simulation, run, 'shown');
const capsule = capsuleOf(trace, {
  scenario: 'tally', policy: 'ask again', profile: 'rough', settings: {}, faults: null, seed: 'shown', modelHash: 'f'.repeat(64), violation: null,
});

/** The world after a step, as text. */
function shown(step: number, width?: number): string {
  expect(replayTo(simulation, capsule, step).divergence).toBeNull();
  return showWorld(simulation, tallyNarrator, width === undefined ? {} : { width }).join('\n');
}

describe('the world at a step', () => {
  test('begins with the processes and what they have pending', () => {
    const text = shown(0);
    expect(text).toMatch(/^after step 0, at 0:00\.000\n/);
    expect(text).toMatch(/\nProcesses\n {2}frontend: up\n {2}monitor: up\n {4}beats: 0\n/);
    expect(text).toMatch(/\nPending\n {2}0:30\.000 \(in 30 s\) {2}timer: monitor goes on: beat\n/);
    expect(text).toMatch(/\nBeliefs\n {2}the tally: the total is 0\n {2}truth: 0 clicks were made$/);
  });

  test('shows rows by table, open calls, tasks with what they wait for, and locks', () => {
    const text = trace.steps.map(({ number }) => shown(number)).join('\n');
    expect(text).toMatch(/\nRows\n {2}seen\n {4}(red|green|blue): true\n {2}tally\n {4}total: 1\n/);
    expect(text).toMatch(/\nOpen calls\n {2}frontend to tally, add 1: being served; click 1 waits\n/);
    expect(text).toMatch(/\n {4}task click 1, now send \(\{ click: \w+ \}\): after 0 answers, waits for tally to answer add\n/);
    expect(text).toMatch(/\n {4}lock report: held by report 1\n/);
  });

  test('shows each pending event with the time at which the run fired it', () => {
    const step = trace.steps.findIndex(({ event }) => event?.kind === 'statement');
    const due = trace.steps[step]!;
    const minutes = Math.floor(due.time / 60_000_000);
    expect(shown(due.armedBy!)).toContain(`${minutes}:${String(Math.floor(due.time / 1_000_000) % 60).padStart(2, '0')}.`);
    expect(shown(due.armedBy!)).toMatch(/statement: frontend|statement: tally runs tally_add/);
  });

  test('fits the terminal', () => {
    for (const width of [60, 80, 120]) {
      for (const line of shown(trace.steps.length - 1, width).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});
