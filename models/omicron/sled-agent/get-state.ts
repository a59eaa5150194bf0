/**
 * GET /instances/{id}/state: how is this VMM? There is no such endpoint before omicron #5611 (2024-05-10); here it is served where a
 * policy has background tasks that ask. While another request holds the lock, as for as long as a zone boots, it is refused as busy
 * (503: the load shedding of #6913): whoever asks comes back, and no queue grows.
 */
import { memory } from '../../../sim/process/effect.js';
import type { SledHandler } from './answers.js';
import { objectOf, registrationOf } from './memory.js';
import { reportOf } from './report.js';

export function* getInstanceState({ instanceId, propolisId }: { instanceId: string; propolisId: string }): SledHandler {
  const object = yield* memory((self) => {
    const registration = registrationOf(self, instanceId);
    return registration?.propolisId === propolisId ? registration.object : null;
  });
  if (object === null) return { error: { error: 'NoSuchInstance' } };
  return yield* memory((self) => {
    if (self.step.has(['lock', self.process, 'object', object])) return { error: { error: 'Busy' } };
    return { ok: reportOf(objectOf(self, object).states) };
  }) as SledHandler;
}
