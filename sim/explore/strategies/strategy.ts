/**
 * Strategies: how the runs of a campaign differ from one another. Each is measured beside plain random (`npm run trial --
 * strategies`, runs/ci/trials/STRATEGIES.md), and none is better there. The default is the one that recorded seeds mean.
 *
 * What they leave alone: which executions there are. A run of any strategy is one that plain random could have drawn, with
 * durations within their ranges and faults that the profile has.
 */
export const STRATEGIES = {
  swarm: 'each run switches about half of the kinds of fault off, and scales the others (Groce et al., Swarm Testing, 2012)',
  plain: 'every run has all kinds of fault at the rates of the profile',
  pct: 'swarm, and each process has a priority that says where in their ranges its durations lie (after Burckhardt et al., 2010)',
  guided: 'swarm, and half of the runs begin like one that met something new and go on otherwise',
} as const;

export type StrategyName = keyof typeof STRATEGIES;

export const DEFAULT_STRATEGY: StrategyName = 'swarm';
