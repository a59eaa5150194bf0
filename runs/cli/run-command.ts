/** `whatif run`: a campaign, its report, and the exit code. */
import { runCampaign } from '../campaign/campaign.js';
import type { CampaignResult } from '../campaign/campaign-result.js';
import { judgeCampaign, type Expectation } from '../campaign/outcome.js';
import { engineFor, seedOf } from '../campaign/run-spec.js';
import type { Trace } from '../../sim/reproduce/trace.js';
import type { BuiltScenario } from '../scenarios/scenario.js';
import { withPolicyFile } from '../policies/policy-file.js';
import { startProgress } from '../terminal/progress.js';
import { openState } from './campaign-state.js';
import { prepareOutput } from './output-directory.js';
import { recordFindings, recordSeed } from './recorded-findings.js';
import { runJson } from './run-json.js';
import { runReport } from './run-report.js';
import { runRequest, type RunFlags, type RunRequest } from './run-request.js';
import { planText, storyText, waitingText } from './story-text.js';
import type { Surroundings } from './surroundings.js';

/** Runs what was asked for. Returns the exit code. */
export async function runCommand(name: string | undefined, flags: RunFlags, surroundings: Surroundings): Promise<number> {
  const request = runRequest(name, await withPolicyFile(flags, surroundings.directory), surroundings);
  const { scenario, spec, untilFirst } = request;
  const built = scenario.build(spec.policy, spec.settings);
  const expected = (scenario.expected[spec.policy] ?? [])
    .filter(({ invariant }) => spec.invariant === null || spec.invariant === invariant);
  const expectation: Expectation = {
    violated: expected.map(({ invariant }) => invariant),
    oneIn: ownOdds(request) ? Object.fromEntries(expected.map(({ invariant, oneIn }) => [invariant, oneIn])) : {},
    invariants: engineFor(built, spec).invariants.map((invariant) => invariant.name)
      .filter((invariant) => spec.invariant === null || spec.invariant === invariant),
    goals: scenario.goals(spec.policy),
    untilFirst,
  };
  const folder = prepareOutput(request.out, surroundings.directory);
  const result = await campaignOf(request, surroundings);
  const findings = recordFindings(
    result.tally.violations.filter(({ subject }) => expectation.invariants.includes(subject)), scenario, built, spec, folder, surroundings);
  const outcome = judgeCampaign(result, expectation);
  const toldSeed = request.single || (request.story && findings.length === 0) ? seedOf(request, 0) : null;
  const told = toldSeed === null || result.tally.runs === 0 ? null : recordSeed(toldSeed, built, spec);
  if (request.json) {
    const object = runJson(request, result, expectation, outcome, findings, told?.plan ?? null);
    surroundings.out(`${JSON.stringify(object, null, 2)}\n`);
    return outcome.exitCode;
  }
  if (told !== null) surroundings.out(toldRun(request, built, told, surroundings));
  surroundings.out(runReport(request, result, expectation, outcome, findings, built.narrator, surroundings.terminal));
  return outcome.exitCode;
}

/** Whether the runs are drawn as those from which the scenario's expectations come. */
function ownOdds({ scenario, spec }: RunRequest): boolean {
  return spec.profile === scenario.profile && spec.faults === null &&
    Object.entries(scenario.settings).every(([name, { value }]) => spec.settings[name] === value);
}

/** What a single run drew, and, if it was asked for, its story: also when it passes. */
function toldRun(request: RunRequest, built: BuiltScenario, trace: Trace, { terminal }: Surroundings): string {
  const parts = trace.plan === null ? [] : [planText(trace.plan, terminal)];
  if (request.story && trace.violations.length === 0) {
    parts.push(`The run of seed ${trace.seed ?? ''}:\n${storyText(trace, built.narrator, null, terminal, { whole: true })}`);
  }
  const waiting = waitingText(trace, terminal);
  if (waiting.length > 0) parts.push(waiting.join('\n'));
  return parts.map((part) => `${part}\n\n`).join('');
}

async function campaignOf(request: RunRequest, surroundings: Surroundings): Promise<CampaignResult> {
  const { spec, campaignSeed, single, seedsMax, milliseconds, untilFirst, workers, state } = request;
  const seeds = { campaignSeed, single };
  const controller = new AbortController();
  const restore = surroundings.onInterrupt(() => controller.abort());
  const progress = surroundings.showsProgress
    ? startProgress({
      ...(seedsMax === null ? {} : { runsTotal: seedsMax }), ...(milliseconds === null ? {} : { secondsTotal: milliseconds / 1000 }),
    })
    : null;
  try {
    return await runCampaign(
      {
        spec, seeds, seedsMax, milliseconds, untilFirst, workers, startWorker: surroundings.startWorker,
        ...(state === null ? {} : { state: openState(state, { spec, seeds, untilFirst }, surroundings) }),
      },
      {
        progress: ({ runs, events, runsViolated }) => progress?.update({ runs, events, violations: runsViolated }),
        warn: (message) => surroundings.note(`${message}\n`),
      },
      controller.signal);
  } finally {
    progress?.stop();
    restore();
  }
}
