/**
 * The omicron model: Nexus, its sagas and database, the sled agents, the Propolis servers, dendrite, a user, and the networks
 * between them, as they were in October 2023 (omicron 876e8ca7c6, propolis 901b710b6e).
 */
import { markUp } from '../../sim/process/crash.js';
import type { StatementDefinition } from '../../sim/database/statement.js';
import { proposeFaults } from '../../sim/network/faults.js';
import type { Model, ProcessKind } from '../../sim/process/model.js';
import { sagaStatements } from '../../sim/process/saga-log.js';
import type { Reader } from '../../sim/step/step.js';
import { followUpStatements } from './database/follow-up-statements.js';
import { instanceStatements } from './database/instance-statements.js';
import { taskStatements } from './database/task-statements.js';
import { networkStatements } from './database/network-statements.js';
import { provisioningStatements } from './database/provisioning-statements.js';
import { vmmStatements } from './database/vmm-statements.js';
import { VMM } from './database/rows.js';
import { dendrite } from './dendrite/server.js';
import { BURST, durations, type DurationSettings } from './durations.js';
import { OMICRON_FAULT_KINDS } from './fault-kinds.js';
import { nexusService } from './nexus/service.js';
import type { PlantedBug } from './planted-bugs.js';
import type { Policy } from './policies/policy.js';
import { propolisServer } from './propolis/server.js';
import { sledAgent } from './sled-agent/service.js';
import { DENDRITE, networkPairs, USER, type Topology } from './topology.js';
import { user } from './user/client.js';
import { workload } from './user/workload.js';

/**
 * Users' requests name no sled, and may go to any Nexus, and yet these cannot be exchanged. Tried with the Nexus processes alone, the
 * search's audit finds steps that cannot happen any more when two of them are exchanged.
 */
const WHY_NOT_SYMMETRIC = 'Neither sleds nor Nexus processes nor instances of omicron can be exchanged: sleds are told about V2P mappings one after ' +
  'the other, in a fixed order in which a dead one keeps those after it from being told; a choice among several is one of positions; and the lists of ' +
  'rows are in the order of ids that bear the names of instances and of Nexus processes.';

export interface OmicronParameters {
  readonly topology: Topology;
  readonly policy: Policy;
  readonly durations: DurationSettings;
  /** At most this many requests of users, and events of guests, in one run. */
  readonly requests: number;
  readonly guestEvents: number;
  /** A changed rule, for the tests of the invariants; null for the real rules. */
  readonly planted: PlantedBug | null;
}

export function omicron(parameters: OmicronParameters): Model {
  const { topology, policy, planted } = parameters;
  const nexus = nexusService({ topology, policy, planted });
  const sled = sledAgent(topology, planted, policy.rules);
  const kinds: Record<string, ProcessKind> = {};
  for (const kind of [nexus, sled, propolisServer, dendrite, user]) kinds[kind.kind] = kind;
  const statements: Record<string, StatementDefinition> = { ...sagaStatements };
  const declared = [instanceStatements, vmmStatements, networkStatements, provisioningStatements, followUpStatements, taskStatements].flat();
  for (const { definition } of declared) statements[definition.name] = definition;
  const pairs = networkPairs(topology);
  const processes = [...topology.nexuses, ...topology.sleds, DENDRITE];
  return {
    name: 'omicron',
    kinds,
    statements,
    actions: {},
    durations: durations(parameters.durations),
    burst: BURST,
    stimuli: workload(topology, parameters.requests, parameters.guestEvents),
    faults: (world) => proposeFaults(world, [...processes, ...propolisProcesses(world)], pairs),
    faultKinds: OMICRON_FAULT_KINDS,
    transport: (from, to) => (overNetwork(topology, from, to) ? 'connection' : 'reliable'),
    whyNotSymmetric: WHY_NOT_SYMMETRIC,
    begin(step) {
      const start = (process: string, kind: ProcessKind): void => {
        markUp(step, process, kind.kind);
        kind.start(step, process);
      };
      for (const process of topology.nexuses) start(process, nexus);
      for (const process of topology.sleds) start(process, sled);
      start(DENDRITE, dendrite);
      start(USER, user);
    },
  };
}

/** Propolis processes that exist: each bears its VMM's id. */
function propolisProcesses(world: Reader): readonly string[] {
  const vmms = (world.get(['rows', VMM]) as readonly string[] | null) ?? [];
  return vmms.filter((vmm) => world.has(['process', vmm]));
}

/** A sled agent talks to the Propolis servers in its own zones without a network that could fail by itself. */
function overNetwork({ nexuses }: Topology, from: string, to: string): boolean {
  return nexuses.includes(from) || nexuses.includes(to);
}
