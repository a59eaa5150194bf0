/**
 * One sled agent on a bench: a client asks it, and its Propolis servers, whatever it likes; a Nexus takes whatever it is told.
 * For tests of a sled agent and of Propolis in cases that the control plane only comes into by detours.
 *
 *     const bench = new Bench();
 *     bench.register('vmm-1');
 *     const run = bench.put('running');
 *     bench.settle();
 *     expect(run.answer).toMatchObject({ ok: { vmmState: { state: 'starting' } } });
 *
 * Calls of the client travel without faults; those of the sled agent to Nexus may fail. `vmm-0` is a Propolis server without
 * a sled agent.
 */
import { markUp } from '../../../sim/process/crash.js';
import { call, memory, type Effect } from '../../../sim/process/effect.js';
import type { Event } from '../../../sim/process/event.js';
import type { Model, ProcessKind } from '../../../sim/process/model.js';
import { service } from '../../../sim/process/service.js';
import type { Value } from '../../../sim/world/value.js';
import { DEFAULT_DURATIONS, durations } from '../durations.js';
import type { SledInstanceState } from '../nexus/instance-record.js';
import type { MonitoredState, PropolisStateRequested } from '../propolis/api-state.js';
import { propolisServer } from '../propolis/server.js';
import type { RequestedVmmState } from '../sled-agent/instance-manager-decisions.js';
import type { RuleSwitch } from '../policies/rule-switches.js';
import { sledAgent } from '../sled-agent/service.js';
import { topology } from '../topology.js';
import { Script } from './script.js';

const CLIENT = 'client';
export const SLED = 'sled-1';
const NEXUS = 'nexus-1';
const INSTANCE = 'instance-1';
/** The Propolis server that no sled agent knows of. */
export const ALONE = 'vmm-0';

/** A request of the client: its answer, or null as long as it is open. */
export interface Answered {
  readonly answer: Value;
}

export class Bench extends Script {
  private questions = 0;

  /** With the rules of October 2023, and these of later. */
  constructor(rules: readonly RuleSwitch[] = []) {
    super({ model: benchModel(sledAgent(topology(1, 1, 1), null, rules)) });
  }

  /** Asks a process. The request is on its way when this returns. */
  ask(to: string, endpoint: string, body: Value = null): Answered {
    this.questions += 1;
    const tag = `question-${this.questions}`;
    this.strike({ kind: 'stimulus', source: 'bench', process: CLIENT, name: 'ask', body: { tag, to, endpoint, body } });
    const answer = (): Value => this.get('memory', CLIENT, 'answer', tag);
    return { get answer() { return answer(); } };
  }

  /** PUT /instances/{id}, with the records that a start saga sends. */
  register(propolisId: string): Answered {
    const instanceRuntime = { propolisId, dstPropolisId: null, migrationId: null, gen: 3 };
    const body = { instanceId: INSTANCE, propolisId, instanceRuntime, vmmRuntime: { state: 'starting', gen: 1 } };
    return this.ask(SLED, 'instance_register', body);
  }

  unregister(): Answered {
    return this.ask(SLED, 'instance_unregister', { instanceId: INSTANCE });
  }

  put(state: RequestedVmmState): Answered {
    return this.ask(SLED, 'instance_put_state', { instanceId: INSTANCE, state });
  }

  /** Registers a VMM and lets it come up. */
  up(propolisId: string): void {
    this.register(propolisId);
    this.settle();
    this.put('running');
    this.settle();
    if (this.machine(propolisId) !== 'healthy') throw new Error(`${propolisId} did not come up`);
  }

  /** Makes the VM of the lone Propolis server. */
  ensure(propolisId: string = ALONE, migrate: Value = null): Answered {
    return this.ask(ALONE, 'instance_ensure', { propolisId, migrate });
  }

  request(requested: PropolisStateRequested): Answered {
    return this.ask(ALONE, 'instance_state_put', { requested });
  }

  poll(gen: number): Answered {
    return this.ask(ALONE, 'instance_state_monitor', { gen });
  }

  /** What the lone Propolis server publishes. */
  get published(): MonitoredState {
    return this.get('memory', ALONE, 'published') as unknown as MonitoredState;
  }

  /** What Nexus was told, in order. */
  get reports(): readonly SledInstanceState[] {
    const told = this.fired.filter((event): event is Event & { kind: 'request' } =>
      event.kind === 'request' && event.call[2] === 'cpapi_instances_put');
    return told.map(({ body }) => (body as { report: Value }).report as unknown as SledInstanceState);
  }
}

type Program = Generator<Effect, Value, Value>;

function* ask({ tag, to, endpoint, body }: { tag: string; to: string; endpoint: string; body: Value }): Program {
  const answer = (yield* call<Value>(to, endpoint, body, null)) as unknown as Value;
  return yield* memory((self) => (self.set(['answer', tag], answer), null));
}

function* take(): Program {
  return { ok: null };
}

const reliable = { restartAfter: 'restart nexus', transport: (): 'reliable' => 'reliable' };
const client = service({ kind: 'client', endpoints: {}, programs: { ask }, ...reliable });
const nexus = service({ kind: 'nexus', endpoints: { cpapi_instances_put: take }, ...reliable });

const benchModel = (sled: ProcessKind): Model => ({
  name: 'bench',
  kinds: { [sled.kind]: sled, [propolisServer.kind]: propolisServer, client, nexus },
  statements: {},
  actions: {},
  durations: durations(DEFAULT_DURATIONS),
  stimuli: [],
  faults: () => [],
  transport: (_, to) => (to === NEXUS ? 'connection' : 'reliable'),
  begin(step) {
    for (const [process, kind] of [[CLIENT, client], [NEXUS, nexus], [SLED, sled], [ALONE, propolisServer]] as const) {
      markUp(step, process, kind.kind);
      kind.start(step, process);
    }
  },
});
