/** Capsules against changes of the model: what lenient replay makes of each pair. */
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { lenientReplay, type LenientVerdict } from '../../sim/reproduce/lenient-replay.js';
import { engineFor } from '../campaign/run-spec.js';
import { omicron4226 } from '../scenarios/omicron-4226.js';
import { failingRuns, TRIAL_SPEC } from '../shrink/trials/failing-runs.js';
import { MODEL_CHANGES, type ModelChange } from './model-changes.js';

export type Verdicts = Readonly<Record<LenientVerdict, number>>;

/** Of one change: how many capsules got which verdict, and the seeds of those that wrongly pass. */
export interface DurabilityRow {
  readonly change: string;
  readonly verdicts: Verdicts;
}

/** The first failing runs of a campaign, each with another violation than the ones before where it has several. */
export function durableCapsules(campaign: string, count: number): Capsule[] {
  const found: Capsule[] = [];
  let nth = 0;
  for (const capsule of failingRuns(campaign, (invariants) => (nth += 1) % invariants.length)) {
    found.push(capsule);
    if (found.length === count) break;
  }
  return found;
}

/** @param attemptsMax How many runs may be tried to find a failure again; left out: as many as `whatif replay` tries. */
export function durabilityOf({ name, settings: given, change }: ModelChange, capsules: readonly Capsule[], attemptsMax?: number): DurabilityRow {
  const settings = given?.(TRIAL_SPEC.settings) ?? TRIAL_SPEC.settings;
  const built = omicron4226.build(TRIAL_SPEC.policy, settings);
  const model = change?.(built.model) ?? built.model;
  const { simulation } = engineFor({ ...built, model }, { ...TRIAL_SPEC, settings });
  const verdicts: Record<LenientVerdict, number> = { 'still fails the same way': 0, 'fails differently': 0, passes: 0, 'cannot align': 0 };
  for (const capsule of capsules) verdicts[lenientReplay(simulation, capsule, attemptsMax).verdict] += 1;
  return { change: name, verdicts };
}

/** All changes. */
export function durabilityTrial(count: number, note: (text: string) => void): DurabilityRow[] {
  const capsules = durableCapsules('durable', count);
  return MODEL_CHANGES.map((change) => {
    note(`${change.name}\n`);
    return durabilityOf(change, capsules);
  });
}

/** The rows as a table in Markdown, with the shares of all pairs. */
export function durabilityTable(rows: readonly DurabilityRow[]): string {
  const names: readonly LenientVerdict[] = ['still fails the same way', 'fails differently', 'passes', 'cannot align'];
  const total = (verdict: LenientVerdict): number => rows.reduce((sum, { verdicts }) => sum + verdicts[verdict], 0);
  const pairs = names.reduce((sum, verdict) => sum + total(verdict), 0);
  const share = (number: number): string => `${((100 * number) / pairs).toFixed(1)} %`;
  return [
    `| change | ${names.join(' | ')} |`, `|---|${names.map(() => '--:|').join('')}`,
    ...rows.map(({ change, verdicts }) => `| ${change} | ${names.map((name) => verdicts[name]).join(' | ')} |`),
    `| all ${pairs} pairs | ${names.map((name) => `${total(name)} (${share(total(name))})`).join(' | ')} |`,
  ].join('\n');
}
