/**
 * Whether users were told the truth: a success after which nothing came of the request, an error after which it took effect
 * all the same.
 *
 * Effects: a create leaves a row, a delete removes it, a start is followed by a guest, a stop by none. A start or a stop whose
 * effect was there when it was asked for is not judged, nor one that a contrary request overtook before its effect came; nor a
 * reboot, whose effect no record shows. An answer that never came (a time-out, a broken connection) is none.
 */
import type { UserRequest } from '../../../models/omicron/user/client.js';
import type { Sight } from './sight.js';

interface AskedRequest {
  readonly call: string;
  readonly instanceId: string;
  readonly request: UserRequest;
  answer: 'success' | 'error' | null;
  tookEffect: boolean;
  overtaken: boolean;
}

export class UserAnswers {
  private asked: AskedRequest[] = [];

  begin(): void {
    this.asked = [];
  }

  /** A user has asked for something that is contrary to other requests. */
  overtake(instanceId: string, by: UserRequest): void {
    for (const other of this.asked) {
      if (other.instanceId === instanceId && !other.tookEffect && isContrary(other.request, by)) other.overtaken = true;
    }
  }

  sent(call: string, instanceId: string, request: UserRequest, sight: Sight): void {
    if (request === 'instance_reboot' || hasEffect(request, instanceId, sight)) return;
    this.asked.push({ call, instanceId, request, answer: null, tookEffect: false, overtaken: false });
  }

  answered(call: string, answer: 'success' | 'error'): void {
    const asked = this.waiting(call);
    if (asked !== undefined) asked.answer = answer;
  }

  /** Its user will never be told. */
  gaveUp(call: string): void {
    const asked = this.waiting(call);
    if (asked !== undefined) this.asked = this.asked.filter((other) => other !== asked);
  }

  see(sight: Sight): void {
    for (const asked of this.asked) {
      if (!asked.overtaken && !asked.tookEffect && hasEffect(asked.request, asked.instanceId, sight)) asked.tookEffect = true;
    }
  }

  count(): { answers: number; successesThatDidNothing: number; errorsThatTookEffect: number } {
    const judged = this.asked.filter(({ answer, overtaken }) => answer !== null && !overtaken);
    return {
      answers: judged.length,
      successesThatDidNothing: judged.filter(({ answer, tookEffect }) => answer === 'success' && !tookEffect).length,
      errorsThatTookEffect: judged.filter(({ answer, tookEffect }) => answer === 'error' && tookEffect).length,
    };
  }

  /** The latest of that name: an ordinal is free again when its call is over. */
  private waiting(call: string): AskedRequest | undefined {
    return this.asked.findLast((asked) => asked.call === call && asked.answer === null);
  }
}

function isContrary(request: UserRequest, by: UserRequest): boolean {
  if (request === 'instance_start') return by === 'instance_stop' || by === 'instance_delete';
  return request === 'instance_stop' && by !== 'instance_stop' && by !== 'instance_delete';
}

function hasEffect(request: UserRequest, instanceId: string, { instances, vmms }: Sight): boolean {
  const instance = instances.find(({ id }) => id === instanceId);
  const executes = vmms.some((vmm) => vmm.instanceId === instanceId && vmm.executes);
  switch (request) {
    case 'instance_create':
      return instance !== undefined;
    case 'instance_delete':
      return instance?.deleted === true;
    case 'instance_start':
      return executes;
    case 'instance_stop':
      return !executes;
    case 'instance_reboot':
      return false;
  }
}
