import { expect, test } from 'vitest';
import { explainRun } from '../../sim/reproduce/explain/explain-run.js';
import { replay } from '../../sim/reproduce/replay.js';
import { explanationPage } from '../../sim/show/explanation.js';
import { engineFor } from '../campaign/run-spec.js';
import { temporaryDirectory, transcript } from '../cli/test-surroundings.js';
import { builtForTrial, failingRuns, TRIAL_SPEC } from '../shrink/trials/failing-runs.js';

test('the counterexample of a check is explained: from when on nothing would have averted it', async () => {
  const directory = temporaryDirectory();
  const { out: checked } = await transcript('check classics/increment --json', directory);
  const capsule = /"capsule": "([^"]+)"/.exec(checked)![1]!;
  const { exitCode, out, errors } = await transcript(`explain ${capsule} --forks 20`, directory);
  expect([exitCode, errors]).toEqual([0, '']);
  // Once both threads have read, one write is lost whatever comes.
  expect(out).toMatch(/The turn is step 2, “read thread-1; .*to 100 %/s);
  expect(out).toMatch(/From step 2 on, all 20 fail/);
});

test('a choice between sleds is told by what became of it, and not by a number', () => {
  const built = builtForTrial();
  const { simulation } = engineFor(built, TRIAL_SPEC);
  const capsule = failingRuns('sleds', (names) => names.indexOf('a healthy VM is never marked Failed')).next().value!;
  const { trace } = replay(simulation, capsule);
  const violation = trace.violations.find(({ fingerprint }) => fingerprint === capsule.expected?.fingerprint)!;
  const told = explanationPage(explainRun(simulation, capsule, trace, violation, { forks: 0 }), built.narrator).answers.filter(({ kind }) => kind === 'choice');
  const sleds = told.map(({ supposed }) => supposed).filter((sentence) => sentence.includes('sled_reservation_create'));
  expect(sleds.length).toBeGreaterThan(0);
  for (const sentence of sleds) expect(sentence).toMatch(/come to “sled-\d is reserved for [^”]+” instead of “sled-\d is reserved for [^”]+”$/);
});
