/**
 * The mappings from virtual to physical addresses that a sled holds: one entry an instance (sled-agent/src/http_entrypoints.rs
 * set_v2p, del_v2p at omicron 876e8ca7c6).
 *
 * They lie in the kernel's OPTE driver: they outlive the sled agent, whose clean-up at its start deletes ports, not mappings.
 */
import { memory } from '../../../sim/process/effect.js';
import type { CellName } from '../../../sim/world/cell.js';
import type { SledHandler } from './answers.js';

/** Holds the sled that an instance's addresses are mapped to. */
export function mappingCell(sled: string, instanceId: string): CellName {
  return ['durable', sled, 'v2p', instanceId];
}

export function* setV2p({ instanceId, host }: { instanceId: string; host: string }): SledHandler {
  yield* memory(({ process, step }) => (step.set(mappingCell(process, instanceId), host), null));
  return { ok: null };
}

export function* deleteV2p({ instanceId }: { instanceId: string }): SledHandler {
  yield* memory(({ process, step }) => (step.remove(mappingCell(process, instanceId)), null));
  return { ok: null };
}
