/** `npm run trial -- NAME`: trials that take minutes, with the figures that they give. */
import path from 'node:path';
import { projectRoot } from '../../build/model-hash.js';
import { killTrial } from '../../campaign/state/kill-trial.js';
import { loaderTable, loaderTrial, seedCapsules } from '../../capsule/loader-trial.js';
import { refinementTrial } from '../../check/refinement-trial.js';
import { durabilityTable, durabilityTrial } from '../../durability/durability-trial.js';
import { replayTrial } from '../../shrink/trials/replay-trial.js';
import { shrinkTable, shrinkTrial } from '../../shrink/trials/shrink-trial.js';
import { UsageError, runMain } from '../../terminal/failure.js';
import { lookUp } from '../../terminal/suggest.js';
import { measureFindings, measurePlanted, type Effort } from './seeds-to-find.js';
import { strategiesTable } from './strategies-table.js';
import { stateOverhead } from './state-overhead.js';
import { surveyFailures } from './survey-failures.js';

const note = (text: string): void => void process.stderr.write(text);

const TRIALS: ReadonlyMap<string, (args: readonly string[]) => Promise<number>> = new Map([
  ['kill', async ([kills = '20', seeds = '20000', seed = 'trial']) => {
    const outcome = await killTrial({ scenario: 'omicron-4226', seeds: Number(seeds), kills: Number(kills), seed, note });
    process.stdout.write(`${outcome.kills} times killed in ${seeds} seeds; the report is ${outcome.equal ? 'equal, to the last byte' : 'ANOTHER ONE'}\n`);
    return outcome.equal && outcome.kills >= Number(kills) ? 0 : 1;
  }],
  ['strategies', ([repetitions = '30', plantedMax = '2000', findingsMax = '3000']) => {
    const effort = (seedsMax: string): Effort => ({ repetitions: Number(repetitions), seedsMax: Number(seedsMax) });
    const planted = measurePlanted(effort(plantedMax), note);
    process.stdout.write(`${strategiesTable('Planted bugs, without any fault', planted, Number(plantedMax))}\n`);
    const findings = measureFindings(effort(findingsMax), note);
    process.stdout.write(`${strategiesTable('Findings of the rules of 2023, profile mixed', findings, Number(findingsMax))}\n`);
    return Promise.resolve(0);
  }],
  ['known', async ([seeds = '100000', seed = 'survey']) => {
    const added = await surveyFailures(path.join(projectRoot, 'runs', 'known-failures.json'), Number(seeds), seed, note);
    process.stdout.write(`${added} entries added to runs/known-failures.json: read them in the diff\n`);
    return 0;
  }],
  ['durability', ([capsules = '50']) => {
    const rows = durabilityTrial(Number(capsules), note);
    process.stdout.write(`${durabilityTable(rows)}\n`);
    return Promise.resolve(rows.some(({ verdicts }) => verdicts.passes > 0) ? 1 : 0);
  }],
  ['loader', async ([files = '10000', seed = '7']) => {
    const result = await loaderTrial(seedCapsules(), Number(files), Number(seed));
    process.stdout.write(`${loaderTable(result)}\n`);
    return result.faults.length === 0 ? 0 : 1;
  }],
  ['replay', ([runs = '1000', stepsMax = '150000']) => {
    const { faults, fingerprints, runs: done } = replayTrial(Number(runs), Number(stepsMax), note);
    process.stdout.write(`${done} failing runs with ${fingerprints} fingerprints, recorded and shrunk: ${faults.length === 0 ? 'each replays strictly to its own' : faults.join('\n')}\n`);
    return Promise.resolve(faults.length === 0 ? 0 : 1);
  }],
  ['shrink', async ([runs = '50', statesMax = '1000000']) => {
    process.stdout.write(`${shrinkTable(await shrinkTrial(Number(runs), Number(statesMax), note))}\n`);
    return 0;
  }],
  ['refinement', ([runs = '10000']) => {
    const { exceptions, burst, burstDeclared, ...counts } = refinementTrial(Number(runs), '2023-10', note);
    process.stdout.write(`${counts.runs} timed runs of omicron-4226 with ${counts.steps} steps and ${counts.faults} faults: ${exceptions.length} that the check ` +
      `does not admit; the longest burst ${burst.toFixed(3)} s of ${burstDeclared} s\n${exceptions.map((exception) => `${exception}\n`).join('')}`);
    return Promise.resolve(exceptions.length === 0 ? 0 : 1);
  }],
  ['state', async ([seeds = '20000', pairs = '5']) => {
    const shares = await stateOverhead(Number(seeds), Number(pairs), note);
    const sorted = [...shares].sort((left, right) => left - right);
    const told = (share: number): string => `${(share * 100).toFixed(2)} %`;
    process.stdout.write(`CPU time of --state beyond that of none: median ${told(sorted[Math.floor(sorted.length / 2)] ?? 0)} ` +
      `(${told(sorted[0] ?? 0)} to ${told(sorted.at(-1) ?? 0)}) over ${pairs} pairs of ${seeds} seeds\n`);
    return 0;
  }],
]);

await runMain(() => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined) {
    throw new UsageError({ what: 'Which trial?', next: `There are ${[...TRIALS.keys()].join(', ')}; runs/ci/trials/README.md says what each one is.` });
  }
  return lookUp('trial', name, TRIALS)(args);
});
