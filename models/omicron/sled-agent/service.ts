/**
 * A sled agent: the instance manager's API, the monitors, V2P mappings, and the clean-up when it starts
 * (sled-agent/src/http_entrypoints.rs, bootstrap/pre_server.rs at omicron 876e8ca7c6).
 *
 * Every request about an instance bears the instance's id alone: which VMM it meets is what the table says by then. Left out:
 * sled_agent_put, by which it announces itself to Nexus: it changes the sled's address only.
 */
import type { AnyProgram } from '../../../sim/process/effect.js';
import type { ProcessKind } from '../../../sim/process/model.js';
import { service } from '../../../sim/process/service.js';
import type { PlantedBug } from '../planted-bugs.js';
import type { Topology } from '../topology.js';
import type { RuleSwitch } from '../policies/rule-switches.js';
import { answering, type SledHandler } from './answers.js';
import { getInstanceState } from './get-state.js';
import { monitor, publish } from './monitor.js';
import { putMigrationIds } from './put-migration-ids.js';
import { putInstanceState } from './put-state.js';
import { ensureRegistered, ensureUnregistered } from './register.js';
import { deleteV2p, setV2p } from './v2p.js';
import { cleanUp, dropZone } from './zones.js';

/** `rules`: which of the rules of later versions are switched on (policies/rule-switches.ts). */
export function sledAgent({ nexuses }: Topology, planted: PlantedBug | null, rules: readonly RuleSwitch[] = []): ProcessKind {
  const isFinal = rules.includes('unregister is final');
  const isAskedState = rules.includes('watcher task') || rules.includes('prober task');
  const served = (handler: (request: never) => SledHandler): AnyProgram => (request: never) => answering(handler(request), rules);
  return service({
    kind: 'sled-agent',
    endpoints: {
      instance_register: served((request: never) => ensureRegistered(request, isFinal)),
      instance_unregister: served((request: never) => ensureUnregistered(request, isFinal)),
      instance_put_state: served((request: never) => putInstanceState(request, planted, rules)),
      ...(isAskedState ? { instance_get_state: served(getInstanceState) } : {}),
      instance_put_migration_ids: served(putMigrationIds),
      set_v2p: served(setV2p),
      del_v2p: served(deleteV2p),
    },
    programs: {
      monitor: (args: never) => monitor(args, planted),
      publish: (args: never) => publish(nexuses, args),
      'drop zone': dropZone,
      'clean up': cleanUp,
    },
    onStart: 'clean up',
    restartAfter: 'restart sled-agent',
    transport: (to) => (nexuses.includes(to) ? 'connection' : 'reliable'),
  });
}
