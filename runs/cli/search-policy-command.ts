/** `whatif search-policy`: which decision tables meet the obligations, and why no other one does. */
import { performance } from 'node:perf_hooks';
import { RULE_SWITCHES, type RuleSwitch } from '../../models/omicron/policies/rule-switches.js';
import { startCheckProgress } from '../check/check-progress.js';
import { policySearchJson, policySearchReport, verdictOf, type Remedy } from '../policy-search/policy-search-report.js';
import { policySearchRequest, type PolicySearchFlags } from '../policy-search/policy-search-request.js';
import { searchPolicies, type PolicySearchWatcher } from '../policy-search/policy-search.js';
import { candidatesOf } from '../policy-search/candidates.js';
import { priceCandidates } from '../policy-search/pareto.js';
import { refutationStory } from '../policy-search/refutation-story.js';
import { formatCount } from '../terminal/count.js';
import type { Surroundings } from './surroundings.js';

/** Returns the exit code: 0 when tables stand, 1 when none does or that is unknown. @throws UsageError, HarnessBroken */
export async function searchPolicyCommand(flags: PolicySearchFlags, surroundings: Surroundings): Promise<number> {
  const { space, obligations, stories, seeds, profile, json } = policySearchRequest(flags);
  const started = performance.now();
  const progress = startCheckProgress(surroundings.note);
  let stopped = false;
  const restore = surroundings.onInterrupt(() => void (stopped = true));
  const watcher: PolicySearchWatcher = {
    pass: () => undefined,
    searching(states, faults, depth) {
      if (surroundings.showsProgress) progress.show({ faults, depth, distinct: states, generated: 0, frontier: 0, bytes: 0, seconds: (performance.now() - started) / 1000 });
    },
    // Lets Ctrl-C through.
    pause: () => new Promise((resolve) => void setImmediate(() => resolve(stopped))),
  };
  try {
    const searched = await searchPolicies(space, obligations, watcher);
    const remedies: Remedy[] = [];
    if (verdictOf(searched) === 'none stands') {
      for (const rule of Object.keys(RULE_SWITCHES) as RuleSwitch[]) {
        if (space.rules.includes(rule) || stopped) continue;
        remedies.push({ rule, searched: await searchPolicies({ ...space, rules: [...space.rules, rule] }, searched.obligations, watcher) });
      }
    }
    const told = stories ? searched.refutations : searched.conflict;
    const priced = await priceCandidates(seeds === 0 ? [] : candidatesOf(searched), seeds, profile, {
      pricing: () => progress.stop(),
      pause: watcher.pause,
    });
    const outcome = {
      priced, pricedBy: `${formatCount(seeds)} runs of omicron-4226 with the profile ${profile}`,
      searched, remedies,
      independent: searched.independent.map((broken) => ({ broken, told: refutationStory(space, new Map(), broken) })),
      told: told.map((refutation) => ({ refutation, told: refutationStory(space, refutation.part, refutation.story) })),
      seconds: (performance.now() - started) / 1000,
    };
    progress.stop();
    surroundings.out(json ? `${JSON.stringify(policySearchJson(outcome), null, 2)}\n` : policySearchReport(outcome, surroundings.terminal));
    return verdictOf(searched) === 'some stand' ? 0 : stopped ? 130 : 1;
  } finally {
    progress.stop();
    restore();
  }
}
