/**
 * The bounded exhaustive check of one policy against the faults of one class: what `whatif check running-instance` searches, within
 * a number of states, so that it says the same on every machine.
 */
import { RestCheck } from '../../sim/explore/exhaustive/rest/rest-check.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { tracePath } from '../../sim/reproduce/untimed-trace.js';
import { renderStory } from '../../sim/show/render-story.js';
import { tellStory } from '../../sim/show/story.js';
import { judgeAtRestOf } from '../check/judge-endings.js';
import { bound, judgeSearch, whyUnfinished, type JudgedProperty } from '../check/verdicts.js';
import type { BuiltCheck } from '../scenarios/check-subject.js';
import { classWord, runningInstance } from '../scenarios/running-instance.js';
import type { CheckAnswer, CheckedProperty, CheckJob } from './compare-job.js';

const BYTES_MAX = 2 ** 30;
const STORY_WIDTH = 110;
export const CHECK_SLEDS = 2;

/** The same on the command line. */
export function checkCommandOf({ policy, faults, faultsMax, statesMax, requests }: CheckJob, invariant: string | null): string {
  return `npx whatif check running-instance --policy ${policy} --fault-class ${classWord(faults)} --requests ${requests} --timing ranges ` +
    `--max-faults ${faultsMax} --max-states ${statesMax}${invariant === null ? '' : ` --invariant ${invariant}`}`;
}

export function runCheck({ policy, faults, faultsMax, statesMax, requests }: CheckJob): CheckAnswer {
  const built = runningInstance.build({ policy, counts: { requests, sleds: CHECK_SLEDS }, words: { 'fault-class': classWord(faults) } });
  const search = new Search(built.model, built.properties, { faultsMax, faultKinds: built.faultKinds ?? null, statesMax, bytesMax: BYTES_MAX, timing: 'ranges' });
  while (!search.advance());
  const rest = new RestCheck(search, { bytesMax: BYTES_MAX }).run();
  const judged = [...judgeSearch(search), ...judgeAtRestOf(search, { rest, leadsTo: null })];
  const order = built.properties.invariants.map(({ name }) => name);
  return {
    kind: 'check', workload: built.workload, states: search.distinct, ending: whyUnfinished(search) ?? 'complete',
    properties: order.map((name) => checkedProperty(search, built, judged.find((property) => property.name === name) as JudgedProperty)),
  };
}

function checkedProperty(search: Search, built: BuiltCheck, property: JudgedProperty): CheckedProperty {
  const { name, verdict, faults, steps, evidence, finding } = property;
  const tested = !finding.includes('never put to the test');
  if (verdict === 'violated') return { invariant: name, verdict: 'broken', tested: true, faults, steps, evidence, story: storyOf(search, built, property) };
  const known = bound(search);
  const complete = verdict === 'holds' && search.ending === 'complete';
  return {
    invariant: name, verdict: verdict === 'holds' ? 'holds' : 'unknown', tested, steps: null, evidence: null, story: [],
    faults: complete || known === Infinity ? null : (known ?? -1),
  };
}

/** A search has no clock: the numbers of its steps stand for time. */
function storyOf(search: Search, { properties, narrator }: BuiltCheck, { name, state }: JudgedProperty): string[] {
  if (state === null || !search.knowsPathTo(state)) return [];
  const atRest = properties.invariants.find((invariant) => invariant.name === name)?.when === 'at rest';
  const trace = tracePath(search, state, properties.invariants, { atRest });
  const violation = trace.violations.find(({ invariant }) => invariant === name) ?? null;
  const same = (text: string): string => text;
  return renderStory(tellStory(trace, narrator, { violation }), {
    width: STORY_WIDTH, emphasise: same, warn: same, name: same, dim: same, isUntimed: true,
  });
}
