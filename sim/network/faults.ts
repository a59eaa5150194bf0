/**
 * Faults that last: hangs, partitions, clogs and outages of the database, from begin to end one fault each. What they
 * swallow or delay is free; their end is free.
 *
 * Also the proposals of where they may strike, from a list of processes: which of these a run uses, and how often, is
 * for its profile to say.
 */
import type { Choice, Reader, Step } from '../step/step.js';
import { crashProcess, markUp, statusOf } from '../process/crash.js';
import type { FaultEvent, HealingEvent } from '../process/event.js';
import type { FaultProposal, ProcessKind } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';

/** A partition: the ordered pairs whose links are cut (`cut`) or held (`clogged`). */
interface LinkSubject {
  readonly pairs: readonly (readonly [string, string])[];
}

/** A fault begins. */
export function beginFault(step: Step, event: FaultEvent, kinds: Readonly<Record<string, ProcessKind>>): void {
  switch (event.fault) {
    case 'crash': {
      const process = event.subject as string;
      const kind = statusOf(step, process)?.kind ?? '';
      return crashProcess(step, process, 'crashed', kinds[kind]?.restartAfter ?? null);
    }
    case 'hang': {
      const process = event.subject as string;
      const status = statusOf(step, process);
      if (status === null || status.status !== 'up') return;
      step.set(['process', process], { kind: status.kind, status: 'hung' });
      step.arm({ kind: 'healing', healing: 'resume', subject: process }, 'hang length');
      return;
    }
    case 'database-outage': {
      if (statusOf(step, 'database') !== null) return;
      step.set(['process', 'database'], { kind: 'database', status: 'down' });
      step.arm({ kind: 'healing', healing: 'database', subject: null }, 'outage length');
      return;
    }
    case 'partition':
    case 'one-way-partition':
    case 'clog': {
      const { pairs } = event.subject as unknown as LinkSubject;
      const condition = event.fault === 'clog' ? 'clogged' : 'cut';
      const struck = pairs.filter(([from, to]) => !step.has(['link', from, to]));
      for (const [from, to] of struck) step.set(['link', from, to], condition);
      if (struck.length > 0) {
        step.arm({ kind: 'healing', healing: 'links', subject: { pairs: struck } }, `${condition} length`);
      }
      return;
    }
    default:
      throw new ModelFault(`there is no fault '${event.fault}'`, event.fault);
  }
}

/** A fault ends. */
export function endFault(step: Step, event: HealingEvent, kinds: Readonly<Record<string, ProcessKind>>): void {
  switch (event.healing) {
    case 'restart': {
      const process = event.subject as string;
      const status = statusOf(step, process);
      if (status === null || status.status !== 'down') return;
      markUp(step, process, status.kind);
      kinds[status.kind]?.start(step, process);
      return;
    }
    case 'resume': {
      const process = event.subject as string;
      const status = statusOf(step, process);
      if (status?.status === 'hung') step.set(['process', process], { kind: status.kind, status: 'up' });
      return;
    }
    case 'database':
      step.remove(['process', 'database']);
      return;
    case 'links': {
      const { pairs } = event.subject as unknown as LinkSubject;
      for (const [from, to] of pairs) step.remove(['link', from, to]);
      return;
    }
    default:
      throw new ModelFault(`there is no healing '${event.healing}'`, event.healing);
  }
}

/** Where lasting faults may strike among these processes and the pairs that talk over a network. */
export function proposeFaults(
  world: Reader, processes: readonly string[], pairs: readonly (readonly [string, string])[],
): FaultProposal[] {
  const proposals: FaultProposal[] = [];
  for (const process of processes) {
    const status = world.get(['process', process]) as { kind: string; status: string } | null;
    if (status?.status !== 'up') continue;
    proposals.push({ kind: 'crash', event: { kind: 'fault', fault: 'crash', subject: process } });
    proposals.push({ kind: 'hang', event: { kind: 'fault', fault: 'hang', subject: process } });
  }
  for (const [from, to] of pairs) {
    const both = [[from, to], [to, from]] as const;
    proposals.push({ kind: 'partition', event: { kind: 'fault', fault: 'partition', subject: { pairs: both } } });
    proposals.push({ kind: 'one-way-partition', event: { kind: 'fault', fault: 'one-way-partition', subject: { pairs: [[from, to]] } } });
    proposals.push({ kind: 'one-way-partition', event: { kind: 'fault', fault: 'one-way-partition', subject: { pairs: [[to, from]] } } });
    proposals.push({ kind: 'clog', event: { kind: 'fault', fault: 'clog', subject: { pairs: both } } });
  }
  proposals.push({ kind: 'database-outage', event: { kind: 'fault', fault: 'database-outage', subject: null } });
  return proposals;
}

export const DATAGRAM: Choice = {
  label: 'message',
  options: [
    { name: 'delivered', fault: null },
    { name: 'lost', fault: 'lost-message' },
    { name: 'duplicated', fault: 'duplicate' },
  ],
};
