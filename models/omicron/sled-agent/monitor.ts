/**
 * The monitor task of a VMM and the publication of its state to Nexus (sled-agent/src/instance.rs monitor_state_task,
 * observe_state, publish_state_to_nexus at omicron 876e8ca7c6).
 *
 * Any error from Propolis ends the task for good, and nobody is told (omicron #2727, #3206). The lock is held through the
 * publication and all its attempts. A VM that is gone is torn down and unregistered first, and published then.
 */
import { again, call, mark, memory, pick, sleep, type Memory } from '../../../sim/process/effect.js';
import type { CallFailure } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import type { PlantedBug } from '../planted-bugs.js';
import type { MonitoredState } from '../propolis/api-state.js';
import type { SledProgram } from './answers.js';
import { decideObserve } from './instance-manager-decisions.js';
import { observeMonitorResponse } from './instance-states.js';
import { dropUnused, objectOf, setObject, setStates } from './memory.js';
import { lockObject, unlockObject, waitersGivenUp } from './object-lock.js';
import { reportOf } from './report.js';
import { terminate } from './terminate.js';

interface MonitorArgs {
  readonly object: string;
  /** The generation to wait for. */
  readonly gen: number;
}

interface PublishArgs extends MonitorArgs {
  readonly goesOn: boolean;
}

/** Waits for one state of Propolis, records it, and goes on to publish it. */
export function* monitor({ object, gen }: MonitorArgs, planted: PlantedBug | null): SledProgram {
  const propolisId = yield* memory((self) => objectOf(self, object).states.propolisId);
  if (planted === 'old state again' && gen > 0) yield* sleep('back-off');
  const polled = yield* call<Value>(propolisId, 'instance_state_monitor', { gen }, null);
  if ('failure' in polled) {
    yield* mark('a monitor ended on an error, and nobody was told');
    return yield* memory((self) => {
      const value = objectOf(self, object);
      setObject(self, object, { ...value, monitors: value.monitors - 1 });
      return dropUnused(self, object);
    });
  }
  const seen = polled.ok as unknown as MonitoredState;
  yield* lockObject(object);
  const decided = yield* memory((self) => {
    const value = objectOf(self, object);
    const observed = observeMonitorResponse(value.states.instance, seen);
    const { states, tearDown, monitor: next } = decideObserve(value.states, value.running, observed);
    const goesOn = next === 'continue' && !(planted === 'monitoring ends' && seen.state === 'Running');
    const monitors = goesOn ? value.monitors : value.monitors - 1;
    setStates(self, object, { ...value, monitors }, planted === 'pointer kept' ? { ...states, instance: value.states.instance } : states);
    return { tearDown, goesOn };
  });
  if (decided.tearDown) yield* terminate(object);
  return yield* again('publish', { object, gen: planted === 'old state again' ? seen.gen : seen.gen + 1, goesOn: decided.goesOn });
}

/**
 * Tells some Nexus the state as it is now, again and again until it is taken or refused for good. Each attempt asks DNS for
 * a Nexus anew, while an earlier handler may still be at work in another one.
 */
export function* publish(nexuses: readonly string[], args: PublishArgs): SledProgram {
  const nexus = nexuses[yield* pick('nexus for a publication', nexuses.length)] as string;
  const body = yield* memory((self) => {
    const { instanceId, states } = objectOf(self, args.object);
    return { instanceId, report: reportOf(states) };
  });
  const result = yield* call<Value>(nexus, 'cpapi_instances_put', body, null);
  if ('failure' in result) {
    if (isTransient(result.failure)) {
      yield* memory((self) => markLongHold(self, args.object));
      yield* sleep('back-off');
      return yield* again('publish', args as unknown as Value);
    }
    yield* mark('a publication was dropped');
  }
  yield* unlockObject(args.object);
  if (!args.goesOn) return null;
  return yield* again('monitor', { object: args.object, gen: args.gen });
}

/** A publication that is tried again for so long that a request behind its lock was given up: 60 s, as Nexus waits. */
function markLongHold(self: Memory, object: string): null {
  if (waitersGivenUp(self, object)) {
    self.mark('a publication is tried again past the 60 s of a request that it holds up');
  }
  return null;
}

/** Whether a publication is tried again: no response, or a 5xx. */
function isTransient(failure: CallFailure): boolean {
  return failure.kind === 'CommunicationError' || (failure.kind === 'ErrorResponse' && failure.status >= 500);
}
