/** The pictures of a comparison, as SVG within the page. Colours come from the page's style, so that they suit light and dark. */
import { html } from '../../explain/html-text.js';
import type { Comparison, Curve, TradeOffPoint } from '../comparison.js';
import { ALL_PROFILES } from '../figures.js';
import { figure } from './numbers.js';

const WIDTH = 720;
const HEIGHT = 300;
const MARGIN = { left: 60, right: 18, top: 34, bottom: 46 };
const INNER = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
/** Marks tell policies apart where colours do not. */
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 4'];
/** Left of this a logarithmic axis of seconds ends. */
const SECONDS_MIN = 0.01;
const SECONDS_MAX = 1500;
const SECONDS_TICKS = [0.01, 0.1, 1, 10, 60, 300, 1500];

export function curveCharts({ curves, experiment: { policies } }: Comparison): string[] {
  const own = curves.filter(({ profile }) => profile === ALL_PROFILES);
  return (['dead VMs noticed', 'stops done'] as const).map((what) => {
    const drawn = own.filter((curve) => curve.what === what && curve.count > 0);
    return drawn.length === 0 ? '' : figureOf(`${what === 'dead VMs noticed' ? 'Dead VMs that are no longer shown as alive' : 'Stops that came about'}, after so long`,
      'seconds of virtual time (logarithmic)', axes(shares(), seconds()) + drawn.map((curve) => curveLine(curve, policies)).join(''), policies);
  }).filter((chart) => chart !== '');
}

export function tradeOffCharts({ tradeOff, experiment: { policies } }: Comparison): string[] {
  return (['message loss', 'slowness'] as const).map((dial) => {
    const points = tradeOff.filter((point) => point.dial === dial && point.wronglyFailedPerThousand !== null && point.secondsToNotice !== null);
    if (points.length === 0) return '';
    const xMax = nice(Math.max(...points.map(({ secondsToNotice }) => secondsToNotice!)));
    const yMax = nice(Math.max(1, ...points.map(({ wronglyFailedPerThousand }) => wronglyFailedPerThousand!)));
    const x = (value: number): number => round(MARGIN.left + (INNER.width * value) / xMax);
    const y = (value: number): number => round(MARGIN.top + INNER.height * (1 - value / yMax));
    const ticks = (max: number): number[] => [0, 0.25, 0.5, 0.75, 1].map((part) => part * max);
    const body = axes(ticks(yMax).map((value) => ({ at: y(value), text: figure(value) })), ticks(xMax).map((value) => ({ at: x(value), text: figure(value) }))) +
      policies.map((policy, nth) => tradeOffLine(points.filter((point) => point.policy === policy), nth, x, y)).join('');
    return figureOf(`Wrongly Failed per 1,000 failed calls, against seconds until a dead VM is noticed: ${dial}`, 'mean seconds until a dead VM is noticed', body, policies);
  }).filter((chart) => chart !== '');
}

function curveLine({ policy, points, count }: Curve, policies: readonly string[]): string {
  const nth = policies.indexOf(policy);
  const path = points.map(({ seconds: after, share }, at) => {
    const [left, top] = [secondsAt(after), shareAt(share)];
    return at === 0 ? `M${left} ${top}` : `L${left} ${top}`;
  }).join('');
  const last = points.at(-1)?.share ?? 0;
  return `<path class="policy p${nth % 10}" stroke-dasharray="${DASHES[nth % DASHES.length]!}" d="${path}"><title>${html(policy)}: ${figure(last * 100)} % of ${count} within 25 min</title></path>`;
}

function tradeOffLine(points: readonly TradeOffPoint[], nth: number, x: (value: number) => number, y: (value: number) => number): string {
  const places = points.map((point) => ({ point, left: x(point.secondsToNotice!), top: y(point.wronglyFailedPerThousand!) }));
  const path = places.map(({ left, top }, at) => `${at === 0 ? 'M' : 'L'}${left} ${top}`).join('');
  const dots = places.map(({ point, left, top }) =>
    `<circle class="dot d${nth % 10}" cx="${left}" cy="${top}" r="${point.factor <= 1 ? 3.5 : 5}"><title>${html(point.policy)}, factor ${point.factor}: ` +
    `${figure(point.wronglyFailedPerThousand)} per 1,000, ${figure(point.secondsToNotice)} s</title></circle>`);
  return `<path class="policy p${nth % 10}" stroke-dasharray="${DASHES[nth % DASHES.length]!}" d="${path}"/>${dots.join('')}`;
}

function figureOf(title: string, below: string, body: string, policies: readonly string[]): string {
  const legend = policies.map((policy, nth) => `<span class="key"><svg viewBox="0 0 28 8" aria-hidden="true"><path class="policy p${nth % 10}" stroke-dasharray="${DASHES[nth % DASHES.length]!}" d="M0 4H28"/></svg>${html(policy)}</span>`);
  return `<figure class="card"><figcaption>${html(title)}</figcaption><svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${html(title)}">${body}` +
    `<text class="axis" x="${MARGIN.left + INNER.width / 2}" y="${HEIGHT - 8}" text-anchor="middle">${html(below)}</text></svg><div class="legend">${legend.join('')}</div></figure>`;
}

interface Tick {
  readonly at: number;
  readonly text: string;
}

function axes(rows: readonly Tick[], columns: readonly Tick[]): string {
  return rows.map(({ at, text }) => `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/>` +
    `<text class="axis" x="${MARGIN.left - 8}" y="${at + 4}" text-anchor="end">${text}</text>`).join('') +
    columns.map(({ at, text }) => `<text class="axis" x="${at}" y="${HEIGHT - 26}" text-anchor="middle">${text}</text>`).join('');
}

function shares(): Tick[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => ({ at: shareAt(share), text: `${share * 100} %` }));
}

function seconds(): Tick[] {
  return SECONDS_TICKS.map((value) => ({ at: secondsAt(value), text: String(value) }));
}

function shareAt(share: number): number {
  return round(MARGIN.top + INNER.height * (1 - share));
}

function secondsAt(value: number): number {
  const part = Math.log(Math.max(value, SECONDS_MIN) / SECONDS_MIN) / Math.log(SECONDS_MAX / SECONDS_MIN);
  return round(MARGIN.left + INNER.width * Math.min(1, part));
}

/** The next of 1, 2, 4, 5 and 10 times a power of ten. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return ([1, 2, 4, 5, 10].find((times) => times * power >= value) ?? 10) * power;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
