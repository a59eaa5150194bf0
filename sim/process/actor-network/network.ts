/** The three networks of E6: how a message is put on one, and what a delivery or a drop leaves of it. */
import type { Choice, Step } from '../../step/step.js';
import type { CellName } from '../../world/cell.js';
import type { Value } from '../../world/value.js';
import type { MessageEvent } from '../event.js';
import type { ActorNetworkDefinition, Message } from './network-actor.js';

/** The cell of a queue of an ordered network; absent when it is empty. */
export function queueCell(from: string, to: string): CellName {
  return ['variable', 'queue', from, to];
}

/** The cell that an envelope of a duplicating network has while it is on it. */
function envelopeCell({ from, to, body }: MessageEvent): CellName {
  return ['variable', 'network', from, to, body];
}

/** How many envelopes are on a duplicating network: a cell, so that boundaries can speak of it. */
export const NETWORK_SIZE: CellName = ['variable', 'network size'];

const LAST: CellName = ['variable', 'last delivered'];

const DELIVERY: Choice = { label: 'delivery', options: [{ name: 'delivered', fault: null }, { name: 'dropped', fault: null }] };

/** Whether the message that could be delivered is dropped instead. */
export function isDropped(step: Step, { lossy }: ActorNetworkDefinition): boolean {
  return lossy === true && step.choose(DELIVERY) === 1;
}

export function put(step: Step, { network }: ActorNetworkDefinition, from: string, to: string, message: Message): void {
  if (network === 'ordered') {
    const queue = (step.get(queueCell(from, to)) as readonly Value[] | null) ?? [];
    step.set(queueCell(from, to), [...queue, message]);
    return;
  }
  const event: MessageEvent = { kind: 'message', from, to, name: message.type, body: message };
  if (network === 'duplicating') {
    if (step.has(envelopeCell(event))) return;
    step.set(envelopeCell(event), true);
    addTo(step, NETWORK_SIZE, 1);
  }
  step.arm(event, 'message');
}

/** An event of an unordered network was delivered. */
export function take(step: Step, { network, lastDelivered = 'kept' }: ActorNetworkDefinition, event: MessageEvent): void {
  if (network !== 'duplicating') return;
  if (lastDelivered === 'kept') step.set(LAST, [event.from, event.to, event.body]);
  step.arm(event, 'message');
}

/** An event of an unordered network was dropped; of a set, it can come back only by being sent again. */
export function drop(step: Step, { network }: ActorNetworkDefinition, event: MessageEvent): void {
  if (network !== 'duplicating') return;
  step.remove(envelopeCell(event));
  addTo(step, NETWORK_SIZE, -1);
}

/** Counts in a cell that is absent at 0, so that a state does not tell what was there before. */
export function addTo(step: Step, cell: CellName, change: number): void {
  const count = ((step.get(cell) as number | null) ?? 0) + change;
  if (count === 0) step.remove(cell);
  else step.set(cell, count);
}

/** The head of a queue of an ordered network is gone. */
export function shift(step: Step, from: string, to: string): void {
  const [, ...rest] = step.get(queueCell(from, to)) as readonly Value[];
  if (rest.length === 0) step.remove(queueCell(from, to));
  else step.set(queueCell(from, to), rest);
}
