/**
 * stop-vs-start: an instance is created (and perhaps started at once), and one more request races with that: two requests
 * in all, on 2 sleds with 1 Nexus, while messages are lost or late and connections break. Nothing else fails.
 *
 * The smallest workload in which a stop can overtake the start that it is meant to end. Users come when Nexus has recovered
 * its sagas: before, it may take sagas that it has just begun for unfinished ones and run them twice, which multiplies the
 * states by a thousand and has nothing to do with this race. `omicron-4226` has that, too.
 */
import type { Model } from '../../sim/process/model.js';
import { LATE } from '../../sim/explore/profile.js';
import { taskCell } from '../../sim/process/task.js';
import type { CheckSubject } from './check-subject.js';
import { checkOmicron, timedOmicron } from './check-omicron.js';

const COUNTS = { requests: 2, 'guest-events': 0, sleds: 2, nexus: 1, instances: 1, vmms: 2 };

export const stopVsStart: CheckSubject = {
  name: 'stop-vs-start',
  sentence: 'an instance is created, and one more request races with its start, while messages are lost or late',
  get policies() {
    return checkOmicron.policies;
  },
  parameters: {},
  timed: () => timedOmicron(COUNTS),
  build: (values) => {
    const built = checkOmicron.build({ ...values, counts: COUNTS });
    return {
      ...built, model: usersComeLater(built.model), faultKinds: ['lost-request', 'lost-reply', 'refused', 'reset', LATE],
      workload: `${built.workload}, which has recovered its sagas before`,
    };
  },
};

function usersComeLater(model: Model): Model {
  const recovery = taskCell(['nexus-1', 'recover sagas', 1]);
  return {
    ...model, stimuli: model.stimuli.map((source) => ({ ...source, propose: (world) => (world.has(recovery) ? [] : source.propose(world)) })),
  };
}
