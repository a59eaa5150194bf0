/**
 * A sled agent: the instance manager's API, the monitors, V2P mappings, and the clean-up when it starts
 * (sled-agent/src/http_entrypoints.rs, bootstrap/pre_server.rs at omicron 876e8ca7c6).
 */
import type { ProcessKind } from '../../../sim/process/model.js';
import { memory } from '../../../sim/process/effect.js';
import { service } from '../../../sim/process/service.js';
import type { PlantedBug } from '../planted-bugs.js';
import type { Topology } from '../topology.js';
import type { SledHandler } from './answers.js';
import { monitor, publish } from './monitor.js';
import { putInstanceState } from './put-state.js';
import { ensureRegistered, ensureUnregistered } from './register.js';
import { removeAllZones } from './zones.js';

export function sledAgent({ nexuses }: Topology, planted: PlantedBug | null): ProcessKind {
  return service({
    kind: 'sled-agent',
    endpoints: {
      instance_register: ensureRegistered,
      instance_unregister: ensureUnregistered,
      instance_put_state: (request: never) => putInstanceState(request, planted),
      set_v2p: setV2p,
      del_v2p: deleteV2p,
    },
    programs: {
      monitor: (args: never) => monitor(args, planted),
      publish: (args: never) => publish(nexuses, args),
      'clean up': cleanUp,
    },
    onStart: 'clean up',
    restartAfter: 'restart sled-agent',
    transport: (to) => (nexuses.includes(to) ? 'connection' : 'reliable'),
  });
}

function* setV2p({ instanceId, host }: { instanceId: string; host: string }): SledHandler {
  yield* memory((self) => (self.set(['v2p', instanceId], host), null));
  return { ok: null };
}

function* deleteV2p({ instanceId }: { instanceId: string }): SledHandler {
  yield* memory((self) => (self.remove('v2p', instanceId), null));
  return { ok: null };
}

function* cleanUp(): SledHandler {
  yield* memory(removeAllZones);
  return null;
}
