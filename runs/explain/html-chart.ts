/** The share of failing forks after each step, as a picture within the page (SVG). */
import type { ExplanationPage } from '../../sim/show/explanation.js';
import { html } from './html-text.js';
import { percent } from './chart.js';

const WIDTH = 720;
const HEIGHT = 180;
const MARGIN = { left: 52, right: 16, top: 26, bottom: 34 };

/** An empty text when no forks were made. */
export function chanceChart({ chances, turn }: ExplanationPage): string {
  if (chances === null) return '';
  const last = Math.max(1, chances.at(-1)?.step ?? 1);
  const inner = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const x = (step: number): number => round(MARGIN.left + (inner.width * step) / last);
  const y = (share: number): number => round(MARGIN.top + inner.height * (1 - share));
  const path = chances.map(({ step, failing, forks }, index) => {
    const height = y(failing / forks);
    // The share holds until the next step.
    return index === 0 ? `M${x(step)} ${height}` : `H${x(step)}V${height}`;
  }).join('');
  const area = `${path}V${y(0)}H${x(chances[0]?.step ?? 0)}Z`;
  const grid = [0, 0.5, 1].map((share) =>
    `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(share)}" y2="${y(share)}"/>` +
    `<text class="axis" x="${MARGIN.left - 8}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`).join('');
  const ticks = tickSteps(last).map((step) => `<text class="axis" x="${x(step)}" y="${HEIGHT - 12}" text-anchor="middle">${step}</text>`).join('');
  const mark = turn === null ? '' :
    `<line class="turn" x1="${x(turn.step)}" x2="${x(turn.step)}" y1="${MARGIN.top - 6}" y2="${y(0)}"/>` +
    `<text class="turn-label" x="${x(turn.step) + (turn.step > last / 2 ? -8 : 8)}" y="${MARGIN.top - 8}" text-anchor="${turn.step > last / 2 ? 'end' : 'start'}">step ${turn.step}</text>`;
  const points = chances.map((chance) =>
    `<rect class="probe" x="${x(chance.step - 0.5)}" y="${MARGIN.top}" width="${round(inner.width / last)}" height="${inner.height}">` +
    `<title>after step ${chance.step}: ${html(percent(chance))} fail</title></rect>`).join('');
  return `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Share of the forks from each step that fail">` +
    `${grid}${ticks}<path class="area" d="${area}"/><path class="line" d="${path}"/>${mark}${points}</svg>`;
}

/** Five steps or so, the first and the last among them. */
function tickSteps(last: number): number[] {
  const every = Math.max(1, Math.ceil(last / 5 / 5) * 5);
  const ticks = Array.from({ length: Math.floor(last / every) + 1 }, (_, nth) => nth * every);
  return last - (ticks.at(-1) as number) > every / 2 ? [...ticks, last] : [...ticks.slice(0, -1), last];
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
