/** `whatif check`: an exhaustive search, its report, and the exit code. */
import path from 'node:path';
import { ModelFault } from '../../sim/process/model-fault.js';
import { checkJson, checkReport, judgeCheck, modelFaultJson } from '../check/check-report.js';
import { startCheckProgress } from '../check/check-progress.js';
import { checkRequest, type CheckFlags } from '../check/check-request.js';
import { writeCounterexamples } from '../check/counterexamples.js';
import { readGoal } from '../check/goal-request.js';
import { runSearch, type FinishedSearch } from '../check/run-search.js';
import { saveUnfinished } from '../check/save-unfinished.js';
import { readSearchFile } from '../check/search-file.js';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { subjectName, subjectsFor } from '../check/own-model.js';
import { adoptPolicy, withPolicyFile } from '../policies/policy-file.js';
import { prepareOutput } from './output-directory.js';
import type { Surroundings } from './surroundings.js';

/** Searches what was asked for. Returns the exit code. @throws UsageError */
export async function checkCommand(name: string | undefined, flags: CheckFlags, surroundings: Surroundings): Promise<number> {
  const { resume } = flags;
  const resumed = typeof resume === 'string' ? readSearchFile(path.resolve(surroundings.directory, resume), modelHash()) : null;
  const goal = typeof flags['goal'] === 'string' ? readGoal(flags['goal'], surroundings.directory) : null;
  const searched = resumed?.saved.scenario ?? goal?.capsule?.scenario ?? name;
  const subjects = await subjectsFor(searched, resumed === null && (goal === null || goal.capsule === null) ? surroundings.directory : projectRoot);
  const given = name === undefined ? undefined : subjectName(name, surroundings.directory);
  await adoptPolicy(resumed?.saved.values.policy ?? goal?.capsule?.policy, projectRoot);
  const request = checkRequest(given, await withPolicyFile(flags, surroundings.directory), subjects, resumed, goal);
  const folder = prepareOutput(request.out, surroundings.directory);
  let finished: FinishedSearch;
  const controller = new AbortController();
  const restore = surroundings.onInterrupt(() => controller.abort());
  const progress = startCheckProgress(surroundings.note);
  try {
    finished = await runSearch(request, {
      signal: controller.signal, progress: (latest) => void (surroundings.showsProgress && progress.show(latest)),
    });
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    progress.stop();
    if (request.json) surroundings.out(`${JSON.stringify(modelFaultJson(request, error), null, 2)}\n`);
    surroundings.note(`The model is at fault: ${error.message}\nNothing is concluded. Mend the model, and check again.\n`);
    return 1;
  } finally {
    progress.stop();
    restore();
  }
  const judged = judgeCheck(request, finished);
  const counterexamples = writeCounterexamples(request, finished, judged.properties, folder, surroundings.directory);
  const saved = saveUnfinished(request, finished, folder, surroundings.directory);
  const outcome = { judged, counterexamples, saved };
  surroundings.out(request.json ? `${JSON.stringify(checkJson(request, finished, outcome), null, 2)}\n`
    : checkReport(request, finished, outcome, surroundings.terminal));
  return judged.exitCode;
}
