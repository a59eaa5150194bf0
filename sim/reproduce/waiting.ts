/**
 * Why a call has no answer yet: who waits for whom, down to what keeps the last one waiting.
 *
 * A step that did not happen is in no causal slice, so a time-out would stand in a story without its reason: a lost reply
 * three calls away, whose caller holds a lock. The chain is read off the world at that moment.
 */
import type { Exchange } from '../network/rpc.js';
import type { CallId, TaskId } from '../process/event.js';
import { compareValues } from '../world/compare.js';
import type { Value } from '../world/value.js';
import type { Trace } from './trace.js';
import { TraceWorld } from './world-of-trace.js';

export interface WaitLink {
  /** What this link is, in words that go on from the link before. */
  readonly words: string;
  /** The step that made it so. */
  readonly step: number | null;
}

/** The chain from a call that has no answer at step `step` to what keeps it so. */
export function whyUnanswered(trace: Trace, step: number, call: CallId): WaitLink[] {
  return new Waiting(trace, step).unanswered(call, []);
}

class Waiting {
  private readonly trace: Trace;
  private readonly step: number;
  private readonly world: TraceWorld;

  constructor(trace: Trace, step: number) {
    this.trace = trace;
    this.step = step;
    this.world = new TraceWorld(trace, step);
  }

  /** `seen`: the tasks before this link. */
  unanswered(call: CallId, seen: readonly TaskId[]): WaitLink[] {
    const [from, to, endpoint] = call;
    const cell = this.world.read(['call', ...call]);
    const and = seen.length === 0 ? '' : 'and ';
    switch ((cell.value as Exchange | null)?.phase) {
      case 'silent': {
        const lost = this.trace.steps[cell.writer ?? 0]?.event?.kind === 'request' ? 'request' : 'answer';
        return [{ words: `${and}the ${lost} was lost`, step: cell.writer }];
      }
      case 'sent':
        return this.onTheWay(from, to, `${and}the request has not reached ${to}`);
      case 'replied':
        return this.onTheWay(to, from, `${and}the answer has not reached ${from}`);
      case 'serving': {
        const task = this.taskServing(call);
        const link = { words: `${and}${to} is still at ${endpoint}`, step: cell.writer };
        return task === null ? [link] : [link, ...this.taskWaits(task, seen)];
      }
      case undefined:
        return [];
    }
  }

  private onTheWay(from: string, to: string, words: string): WaitLink[] {
    const link = this.world.read(['link', from, to]);
    if (link.value === 'clogged') return [{ words: `${words}: the link is clogged`, step: link.writer }];
    const hung = this.hang(to);
    return hung === null ? [{ words, step: null }] : [{ words, step: null }, hung];
  }

  /** What a task waits for: a lock and its holder, or the answer to a call of its own. */
  private taskWaits(task: TaskId, seen: readonly TaskId[]): WaitLink[] {
    if (seen.some((other) => same(other, task))) return [{ words: 'which waits for itself', step: null }];
    const tasks = [...seen, task];
    const hung = this.hang(task[0]);
    if (hung !== null) return [hung];
    for (const { cell, value, writer } of this.world.present('lock')) {
      const { holder, waiters } = value as unknown as { holder: TaskId; waiters: readonly TaskId[] };
      if (!waiters.some((waiter) => same(waiter, task))) continue;
      const link = { words: `which waits for the lock ${cell.slice(2).join(' ')} that ${holder[1]} holds`, step: writer };
      return [link, ...this.taskWaits(holder, tasks)];
    }
    for (const { cell, value } of this.world.present('call')) {
      const { client } = value as unknown as Exchange;
      if (client === null || !same(client, task)) continue;
      const call = cell.slice(1) as unknown as CallId;
      return [{ words: `which waits for ${call[1]} to answer ${call[2]}`, step: null }, ...this.unanswered(call, tasks)];
    }
    return this.underWay(task);
  }

  /** What was armed last for the task: a sleep, a statement, or the answer to one. */
  private underWay(task: TaskId): WaitLink[] {
    for (let number = this.step; number > 0; number -= 1) {
      for (const { event } of this.trace.steps[number]?.armed ?? []) {
        if (event.kind === 'wake' && same(event.task, task)) return [{ words: 'which sleeps', step: number }];
        if (event.kind !== 'statement' && event.kind !== 'answer') continue;
        if (event.task !== null && same(event.task, task)) return [{ words: `which waits for ${event.statement}`, step: number }];
      }
    }
    return [];
  }

  private taskServing(call: CallId): TaskId | null {
    const serving = this.world.present('task').find(({ value }) => {
      const { client } = value as unknown as { client: CallId | null };
      return client !== null && same(client, call);
    });
    return serving === undefined ? null : (serving.cell.slice(1) as unknown as TaskId);
  }

  private hang(process: string): WaitLink | null {
    const { value, writer } = this.world.read(['process', process]);
    const hung = (value as { status?: string } | null)?.status === 'hung';
    return hung ? { words: `${process} hangs`, step: writer } : null;
  }
}

function same(left: Value, right: Value): boolean {
  return compareValues(left, right) === 0;
}
