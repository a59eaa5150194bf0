/** `whatif ci`: one command for a pipeline. */
import path from 'node:path';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { CAMPAIGNS, CHECKS } from '../ci/committed.js';
import { seedOfCommit } from '../ci/commit.js';
import { ciRequest, type CiFlags } from '../ci/ci-request.js';
import { judgeResults } from '../ci/judge.js';
import { readKnownFailures } from '../ci/known-failures.js';
import { replayRegression, savedCapsules } from '../ci/replay-regressions.js';
import { runCampaigns } from '../ci/run-campaigns.js';
import { runChecks } from '../ci/run-checks.js';
import type { ResultsBody } from '../ci/results/results-schema.js';
import { checkSubjects } from '../scenarios/check-subjects.js';
import { startProgress, type Progress } from '../terminal/progress.js';
import { openState } from './campaign-state.js';
import { knownFailuresFile } from './merge-command.js';
import { prepareOutput } from './output-directory.js';
import { publishResults } from './publish-results.js';
import type { Surroundings } from './surroundings.js';

/** Where saved capsules are. */
const REGRESSIONS = path.join(projectRoot, 'runs', 'regressions');

/** Replays, searches and runs what was asked for. Returns the exit code. @throws UsageError, HarnessBroken */
export async function ciCommand(flags: CiFlags, surroundings: Surroundings): Promise<number> {
  const startedMs = performance.now();
  const { milliseconds, shard, seedsPlanned, workers } = ciRequest(flags);
  const { directory, scenarios, scenariosModule, startWorker, note, committed } = surroundings;
  const known = readKnownFailures(knownFailuresFile(flags.known, directory));
  const seed = flags.seed ?? seedOfCommit(directory, surroundings.environment);
  if (flags.out !== undefined) prepareOutput(flags.out, directory);
  const ours = <T>(all: readonly T[]): T[] => all.filter((_, index) => index % shard.of === shard.shard - 1);
  const controller = new AbortController();
  const restore = surroundings.onInterrupt(() => controller.abort());
  try {
    const folder = surroundings.committed?.regressions ?? REGRESSIONS;
    const regressions = ours(savedCapsules(folder)).map((capsule) => replayRegression(folder, capsule, modelHash(), surroundings));
    const checks = await runChecks(ours(committed?.checks ?? CHECKS), checkSubjects, controller.signal);
    const campaigns = await runCampaigns({
      campaigns: committed?.campaigns ?? CAMPAIGNS, scenarios, scenariosModule, seed, shard, seedsPlanned, workers, startWorker, signal: controller.signal,
      endsMs: milliseconds === null ? null : startedMs + milliseconds,
      openState: (name, campaign) => (flags.state === undefined ? null : openState(path.join(flags.state, name), campaign, surroundings)),
    }, campaignProgress(surroundings));
    const results: ResultsBody = { modelHash: modelHash(), campaigns, regressions, checks };
    const judged = judgeResults(results, { known, strict: flags.strict === true, oneShard: shard.of > 1 });
    publishResults(results, judged, flags, surroundings);
    if (!controller.signal.aborted) return judged.exitCode;
    note('Interrupted: this is what was covered until then.\n');
    return judged.exitCode === 0 ? 130 : judged.exitCode;
  } finally {
    restore();
  }
}

function campaignProgress({ note, showsProgress }: Surroundings): Parameters<typeof runCampaigns>[1] {
  let progress: Progress | null = null;
  return {
    begun: (name) => {
      if (!showsProgress) return;
      note(`${name}\n`);
      progress = startProgress();
    },
    progress: ({ runs, events, runsViolated }) => progress?.update({ runs, events, violations: runsViolated }),
    ended: () => {
      progress?.stop();
      progress = null;
    },
    warn: (message) => note(`${message}\n`),
  };
}
