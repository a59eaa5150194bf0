/**
 * What #4711 brought back: after #4682 a failed call changed nothing, after #4711 a stop or reboot whose call failed marked the
 * instance Failed again, and #6455 waited for the sled agent's word. Small enough to be run again while one waits.
 */
import type { Experiment } from './experiment.js';

export const experimentDoubt: Experiment = {
  name: 'doubt',
  question: 'Is it worth it to mark an instance Failed when a stop or a reboot of it failed, and nobody knows how?',
  answer: 'Fewer deaths that are never noticed, or fewer stops that never come about, than when nothing is written; beside how many ' +
    'healthy VMs are marked Failed for it.',
  scenario: 'omicron-4226',
  policies: ['unwind-only', 'unhealthy', 'gone-only'],
  profiles: ['lossy', 'crashy'],
  seeds: 400,
  campaignSeed: 'amber',
  check: { faultsMax: 1, statesMax: 12_000, requests: 1 },
  tradeOff: null,
  robustness: null,
};
