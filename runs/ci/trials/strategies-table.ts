/** The figures of the strategies as a table in Markdown, and what they support. */
import { STRATEGIES, type StrategyName } from '../../../sim/explore/strategies/strategy.js';
import { medianInterval } from '../../statistics/median.js';
import { formatCount } from '../../terminal/count.js';
import type { Measured, Needed } from './seeds-to-find.js';

const NAMES = Object.keys(STRATEGIES) as StrategyName[];
/** What every strategy is measured beside. */
const BASE: StrategyName = 'plain';

export function strategiesTable(title: string, measured: Measured, seedsMax: number): string {
  const cell = (needed: readonly Needed[]): string => {
    const { median, low, high } = medianInterval(needed.map(({ seeds }) => seeds));
    const { median: milliseconds } = medianInterval(needed.map((one) => one.milliseconds));
    const seeds = (count: number): string => (count === Infinity ? `>${formatCount(seedsMax)}` : formatCount(count));
    return `${seeds(median)} (${seeds(low)}-${seeds(high)}), ${milliseconds === Infinity ? 'never' : seconds(milliseconds)}`;
  };
  const sorted = [...measured].filter(([, byStrategy]) => NAMES.some((name) => medianSeeds(byStrategy, name) < Infinity)).sort(([, left], [, right]) => medianSeeds(left, BASE) - medianSeeds(right, BASE) || 0);
  return [
    `### ${title}\n`, `| | ${NAMES.join(' | ')} |`, `|---|${NAMES.map(() => '---|').join('')}`,
    ...sorted.map(([target, byStrategy]) => `| ${target.replaceAll('|', '\\|')} | ${NAMES.map((name) => cell(byStrategy.get(name) ?? [])).join(' | ')} |`),
    '', `Left out: ${measured.size - sorted.length} that no strategy finds in half of the repetitions.\n`, ...NAMES.filter((name) => name !== BASE).map((name) => `- ${compared(measured, name)}`), '',
  ].join('\n');
}

/** Where the intervals of the medians do not overlap, one of the two is better; else nothing is said. */
function compared(measured: Measured, name: StrategyName): string {
  let [better, worse] = [0, 0];
  const ratios: number[] = [];
  for (const byStrategy of measured.values()) {
    const [base, other] = [BASE, name].map((which) => medianInterval((byStrategy.get(which) ?? []).map(({ seeds }) => seeds))) as [Interval, Interval];
    if (other.high < base.low) better += 1;
    if (other.low > base.high) worse += 1;
    const [baseTime, otherTime] = [BASE, name].map((which) => medianInterval((byStrategy.get(which) ?? []).map(({ milliseconds }) => milliseconds)).median) as [number, number];
    if (Number.isFinite(baseTime) && Number.isFinite(otherTime) && otherTime > 0) ratios.push(baseTime / otherTime);
  }
  const mean = ratios.length === 0 ? 1 : Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  return `${name} against ${BASE}: fewer seeds in ${better}, more in ${worse} of ${measured.size} (where the intervals do not overlap); ` +
    `CPU time: ${mean.toFixed(2)} times as quick (geometric mean of ${ratios.length} medians)`;
}

type Interval = ReturnType<typeof medianInterval>;

function medianSeeds(byStrategy: ReadonlyMap<StrategyName, readonly Needed[]>, name: StrategyName): number {
  return Math.min(Infinity, medianInterval((byStrategy.get(name) ?? []).map(({ seeds }) => seeds)).median);
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
