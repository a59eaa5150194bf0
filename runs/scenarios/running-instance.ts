/**
 * running-instance: an instance runs, and a user asks one thing after the other while faults of one class strike. What
 * `whatif compare` searches for each policy.
 *
 * It begins where `create and start` came to rest without a fault; so a search need not go through all that leads there. The
 * user waits for an answer (or the time-out) before it asks again, and the guest does nothing of its own accord. Users and the
 * rounds of background tasks take turns: what happens when a round meets a request is left out, for it multiplies the states by
 * all the places where it can (a round of a watcher among 1,857 states: more than 400,000).
 */
import type { UserRequestBody } from '../../models/omicron/user/client.js';
import { BACKGROUND_PROGRAMS } from '../../models/omicron/nexus/background/index.js';
import type { Policy } from '../../models/omicron/policies/policy.js';
import { USER } from '../../models/omicron/topology.js';
import { beginningAfter } from '../../sim/explore/run-to-rest.js';
import type { StimulusEvent } from '../../sim/process/event.js';
import type { Model, ProcessKind, StimulusSource } from '../../sim/process/model.js';
import type { Reader } from '../../sim/step/step.js';
import type { Value } from '../../sim/world/value.js';
import { checkOmicron } from './check-omicron.js';
import type { BuiltCheck, CheckSubject } from './check-subject.js';
import { buildOmicron, omicron4226 } from './omicron-4226.js';
import { FAULT_CLASSES, kindsOf, strikes, type FaultClassName } from './fault-classes.js';

const INSTANCE = 'instance-1';
const NEXUS = 'nexus-1';
const ALL = 'all';
/** Kinds that do what another one does, to whoever looks at errors and effects: 429 and 400, two answers that cannot be read; or for longer. */
const LEFT_OUT: readonly string[] = ['injected-429', 'undocumented-status', 'one-way-partition', 'clog', 'lost-message', 'duplicate'];

/** The words of `--fault-class`. */
export function classWord(name: FaultClassName): string {
  return name === 'messages and timing' ? 'messages' : name.toLowerCase().replaceAll(' ', '-');
}

export const runningInstance: CheckSubject = {
  name: 'running-instance',
  sentence: 'an instance runs, and a user asks one thing after the other while faults of one class strike',
  get policies() {
    return checkOmicron.policies;
  },
  parameters: {
    requests: { sentence: 'at most how many requests of users', value: 1, min: 0, max: 20 },
    sleds: { sentence: 'how many sleds', value: 2, min: 1, max: 5 },
    'fault-class': { sentence: 'whose faults strike', words: [ALL, ...FAULT_CLASSES.map(classWord)] },
  },
  build: ({ counts, words, policy }) => buildRunningInstance(
    policy, { requests: counts['requests']!, sleds: counts['sleds']! }, FAULT_CLASSES.find((name) => classWord(name) === words['fault-class']) ?? null),
};

/** With a policy, given by its name or as it is. `faults`: null for all. */
export function buildRunningInstance(
  policy: string | Policy, { requests, sleds }: { readonly requests: number; readonly sleds: number }, faults: FaultClassName | null,
): BuiltCheck {
  const { model, invariants, narrator } = buildOmicron(policy, { sleds, nexuses: 1, instances: 1, requests, guestEvents: 0 });
  const begun = beginningAfter(model, createAndStart());
  return {
    model: ofClass({ ...begun, kinds: { ...begun.kinds, nexus: takingTurns(begun.kinds['nexus']!) }, stimuli: begun.stimuli.filter(({ max }) => max > 0).map(oneAfterTheOther) }, faults), narrator, properties: { invariants },
    workload: `${requests} request${requests === 1 ? '' : 's'} and rounds of background tasks, one after the other, for 1 running instance on ${sleds} sled${sleds === 1 ? '' : 's'} with 1 Nexus` +
      (faults === null ? '' : `, with faults of ${faults}`),
    expected: typeof policy === 'string' ? (omicron4226.expected[policy] ?? []).map(({ invariant }) => invariant) : [], mustBreak: false,
    ...(faults === null ? {} : { faultKinds: kindsOf(faults).filter((kind) => !LEFT_OUT.includes(kind)) }),
  };
}

function createAndStart(): StimulusEvent {
  const body: UserRequestBody = { nexus: NEXUS, instanceId: INSTANCE, request: 'instance_create', start: true };
  return { kind: 'stimulus', source: 'user', process: USER, name: 'request', body: body as unknown as Value };
}

/** The user's requests are equally likely here, and each is proposed once. */
function oneAfterTheOther(source: StimulusSource): StimulusSource {
  if (source.name !== 'user') return source;
  return {
    ...source,
    propose: (world) => {
      if (userWaits(world) || !tasksSleep(world)) return [];
      const proposed = source.propose(world);
      const names = proposed.map(({ body }) => (body as unknown as UserRequestBody).request);
      return proposed.filter((_, nth) => names.indexOf(names[nth]!) === nth);
    },
  };
}

/** A round of a background task waits for the user's request to end, and for that of another task. */
function takingTurns(nexus: ProcessKind): ProcessKind {
  return {
    ...nexus,
    handle(step, process, event) {
      if (event.kind === 'wake' && BACKGROUND_PROGRAMS.includes(event.task[1]) && (userWaits(step) || !tasksSleep(step))) step.block();
      else nexus.handle(step, process, event);
    },
  };
}

function userWaits(world: Reader): boolean {
  const open = world.get(['memory', USER, 'requests', INSTANCE]) as readonly Value[] | null;
  return open !== null && open.length > 0;
}

function tasksSleep(world: Reader): boolean {
  return BACKGROUND_PROGRAMS.every((program) => {
    const task = world.get(['task', NEXUS, program, 1]) as { readonly args: { readonly rest: Value }; readonly answers: readonly Value[] } | null;
    return task === null || (task.args.rest === null && task.answers.length === 0);
  });
}

function ofClass(model: Model, name: FaultClassName | null): Model {
  return name === null ? model : { ...model, faults: (world) => model.faults(world).filter((proposal) => strikes(name, proposal)) };
}
