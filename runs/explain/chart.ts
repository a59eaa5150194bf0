/** The share of failing forks after each step, as one line of blocks a row: a chart for terminals and Markdown. */
import type { Chance } from '../../sim/reproduce/explain/forks.js';

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One character a step, at most `width` of them: where there are more steps, each stands for the highest of its share. */
export function sparkline(chances: readonly Chance[], width: number): string {
  const columns = Math.min(width, chances.length);
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * chances.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * chances.length) / columns));
    const share = Math.max(...chances.slice(from, to).map(({ failing, forks }) => failing / forks));
    // What is not nothing is seen, and what is not all does not look like it.
    const level = share === 0 ? 0 : share === 1 ? 8 : Math.min(7, Math.max(1, Math.round(share * 8)));
    return BLOCKS[level] as string;
  }).join('');
}

/** `96 %`, never rounded to nothing or to all. */
export function percent({ failing, forks }: Chance): string {
  const rounded = Math.round((100 * failing) / forks);
  if (failing > 0 && rounded === 0) return 'under 1 %';
  return failing < forks && rounded === 100 ? 'over 99 %' : `${rounded} %`;
}
