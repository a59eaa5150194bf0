/** The experiment that omicron #4226 asks for: "a subtler approach" to a call to a sled agent that failed. */
import type { Experiment } from './experiment.js';

export const experiment4226: Experiment = {
  name: 'omicron-4226',
  question: 'What should Nexus do when a call to a sled agent fails, and what does each rule cost?',
  answer: 'A rule that never marks a healthy VM as Failed, with any single fault of messages and timing, and that misses no more deaths ' +
    'and honours no fewer stops than the rule of October 2023, in every profile and under every assumption halved and doubled; or, ' +
    'if there is none, which of these each rule gives up.',
  scenario: 'omicron-4226',
  policies: ['2023-10', 'unwind-only', 'unhealthy', 'gone-only', 'watcher', 'unreachable', 'fence-first', 'never-failed', 'always-failed'],
  profiles: ['lossy', 'slow', 'crashy'],
  seeds: 2_000,
  campaignSeed: 'amber',
  check: { faultsMax: 2, statesMax: 100_000, requests: 1 },
  tradeOff: { seeds: 400, losses: [0, 1, 4, 16, 32], slowness: [0.5, 1, 2, 4, 8] },
  robustness: { seeds: 100 },
};
