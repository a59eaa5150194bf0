/**
 * Bringing a VMM up: its zone, the VM in it, a monitor for it, and the request to run (sled-agent/src/instance.rs
 * propolis_ensure, ensure_propolis_and_tasks, propolis_state_put at omicron 876e8ca7c6). The caller holds the object's lock.
 *
 * A first bring-up that fails moves the generations, tells nobody but its caller that it failed, and leaves the instance
 * registered. A migration's target does not even move the generations.
 */
import { call, mark, memory, spawn } from '../../../sim/process/effect.js';
import type { CallFailure } from '../../../sim/network/call-failure.js';
import type { Value } from '../../../sim/world/value.js';
import type { PropolisStateRequested } from '../propolis/api-state.js';
import type { SledHandler, SledProgram } from './answers.js';
import type { SledAgentError } from './http-error.js';
import { afterFailedBringUp, migrationSourceFor } from './instance-manager-decisions.js';
import { objectOf, setObject, setStates } from './memory.js';
import { reportOf } from './report.js';
import { setUpZone } from './zones.js';

type Target = 'running' | 'migrationTarget';

/** `srcPropolisId`: whom a target migrates from. A VMM that is up already is ensured again, and asked to run again. */
export function* bringUp(
  object: string, target: Target, srcPropolisId: string | null, fromScratch: boolean,
): SledHandler {
  const failure = fromScratch
    ? yield* startFromScratch(object, target, srcPropolisId)
    : yield* ensureVm(object, target, srcPropolisId);
  if (failure !== null) return { error: failure };
  if (target === 'running') {
    const refused = yield* askPropolis(object, 'Run');
    if (refused !== null) return { error: { error: 'Propolis', cause: refused } };
  }
  return { ok: yield* memory((self) => reportOf(objectOf(self, object).states)) };
}

/** PUT /instance/state. The failure, or null. No time-out: a Propolis that hangs is waited for. */
export function* askPropolis(object: string, requested: PropolisStateRequested): SledProgram<CallFailure | null> {
  const propolisId = yield* memory((self) => objectOf(self, object).states.propolisId);
  const result = yield* call(propolisId, 'instance_state_put', { requested }, null);
  return 'failure' in result ? result.failure : null;
}

/** The zone, the VM and the monitor; or why not. */
function* startFromScratch(
  object: string, target: Target, srcPropolisId: string | null,
): SledProgram<SledAgentError | null> {
  const propolisId = yield* memory((self) => objectOf(self, object).states.propolisId);
  const hasZone = yield* setUpZone(propolisId);
  const failure: SledAgentError | null = hasZone ? yield* ensureVm(object, target, srcPropolisId) : { error: 'ZoneSetup' };
  if (failure !== null) {
    // The zone's handle is dropped: it is halted in its own time.
    if (hasZone) yield* spawn('drop zone', propolisId);
    yield* recordFailedBringUp(object, target);
    return failure;
  }
  yield* memory((self) => {
    const value = objectOf(self, object);
    setObject(self, object, { ...value, running: true, monitors: value.monitors + 1 });
    return null;
  });
  yield* spawn('monitor', { object, gen: 0 });
  return null;
}

/** PUT /instance. A target learns here that its record holds no migration. */
function* ensureVm(object: string, target: Target, srcPropolisId: string | null): SledProgram<SledAgentError | null> {
  const { propolisId, migrate } = yield* memory((self) => {
    const { states } = objectOf(self, object);
    const source = target === 'running' ? null : migrationSourceFor(states.instance, srcPropolisId ?? '');
    return { propolisId: states.propolisId, migrate: source as unknown as Value };
  });
  if (migrate !== null && 'error' in (migrate as object)) return { error: 'Migration' };
  const ensured = yield* call(propolisId, 'instance_ensure', { propolisId, migrate }, null);
  return 'failure' in ensured ? { error: 'Propolis', cause: ensured.failure } : null;
}

function* recordFailedBringUp(object: string, target: Target): SledProgram<null> {
  if (target === 'running') yield* mark('a failed zone set-up moved the generations and told nobody');
  return yield* memory((self) => {
    const value = objectOf(self, object);
    const states = afterFailedBringUp(value.states, target, false);
    if (states !== value.states) setStates(self, object, value, states);
    return null;
  });
}
