/**
 * stop-vs-start: an instance is created (and perhaps started at once), and one more request races with that: two requests
 * in all, on 2 sleds with 1 Nexus, while messages are lost or late and connections break. Nothing else fails.
 *
 * The smallest workload in which a stop can overtake the start that it is meant to end.
 */
import { LATE } from '../../sim/explore/profile.js';
import type { CheckSubject } from './check-subject.js';
import { checkOmicron } from './check-omicron.js';

const COUNTS = { requests: 2, 'guest-events': 0, sleds: 2, nexus: 1, instances: 1, vmms: 2 };

export const stopVsStart: CheckSubject = {
  name: 'stop-vs-start',
  sentence: 'an instance is created, and one more request races with its start, while messages are lost or late',
  policies: checkOmicron.policies,
  parameters: {},
  build: (values) => ({
    ...checkOmicron.build({ ...values, counts: COUNTS }),
    faultKinds: ['lost-request', 'lost-reply', 'refused', 'reset', LATE],
  }),
};
