/**
 * What Stateright's register examples share (src/actor/register.rs): clients that each put a value of their own and then get
 * it from another server, the history of what they asked and were answered, and the property that it is linearizable.
 *
 * Requests and values are named after their client, where Stateright has numbers and letters: there are as many of them, and
 * clients who begin with the same server can be exchanged.
 *
 * The history is part of the state: for each client its completed operations, each with how many operations every other
 * client had completed when it was invoked, and the one in flight.
 */
import type { ActorCommands, AnyNetworkActor, Message, NetworkActor, NetworkHistory } from '../../sim/process/actor-network/network-actor.js';
import { queueCell } from '../../sim/process/actor-network/network.js';
import type { Invariant } from '../../sim/explore/invariant.js';
import type { Example } from '../../sim/explore/exhaustive/properties.js';
import type { CellName } from '../../sim/world/cell.js';
import type { Value } from '../../sim/world/value.js';
import { isLinearizable, type Operation, type Thread } from './linearizability.js';

/** The nth operation of a client. */
export type Request = readonly [client: string, nth: number];

export function isSameRequest(left: Request, right: Request): boolean {
  return left[0] === right[0] && left[1] === right[1];
}

/** `operations`: how many it has begun, and one more when all are done. */
export type ClientState = { readonly awaiting: Request | null; readonly operations: number };

export interface Parties {
  readonly servers: readonly string[];
  readonly clients: readonly string[];
}

export function parties(servers: number, clients: number): Parties {
  return {
    servers: Array.from({ length: servers }, (_, index) => `server-${index}`),
    clients: Array.from({ length: clients }, (_, index) => `user-${index}`),
  };
}

/** The client of that number: puts its name, then gets what the next server holds. */
export function registerClient({ servers }: Parties, number: number): NetworkActor<{ client: ClientState }> {
  const server = (nth: number): string => servers[(number + nth) % servers.length]!;
  return {
    start(commands) {
      const request: Request = [commands.name, 1];
      commands.send(server(0), { type: 'Put', request, value: commands.name });
      return { client: { awaiting: request, operations: 1 } };
    },
    receive(self, _from, { type, request }, commands) {
      const { awaiting, operations } = self.client;
      if (awaiting === null || !isSameRequest(request as Request, awaiting)) return;
      if (type === 'PutOk') {
        const next: Request = [commands.name, operations + 1];
        commands.send(server(operations), { type: 'Get', request: next });
        self.client = { awaiting: next, operations: operations + 1 };
      } else if (type === 'GetOk') {
        self.client = { awaiting: null, operations: operations + 1 };
      }
    },
  };
}

export function clientsOf(all: Parties): Record<string, AnyNetworkActor> {
  return Object.fromEntries(all.clients.map((name, number) => [name, registerClient(all, number)]));
}

/** Clients who begin with the same server: nothing else makes a difference between them. */
export function alikeClients({ servers, clients }: Parties): Readonly<Record<string, readonly string[]>> {
  const sets = servers.map((server, nth) => [`clients of ${server}`, clients.filter((_, number) => number % servers.length === nth)] as const);
  return Object.fromEntries(sets.filter(([, ids]) => ids.length > 1));
}

/** A server's broadcast to the other servers. */
export function toPeers(servers: readonly string[], commands: ActorCommands, message: Message): void {
  for (const server of servers) if (server !== commands.name) commands.send(server, message);
}

export function registerHistory({ clients }: Parties): NetworkHistory {
  return {
    sent(step, from, _to, message) {
      const operation: Operation | null = message.type === 'Put' ? { write: message['value'] as string }
        : message.type === 'Get' ? { read: null } : null;
      if (operation === null) return;
      const thread = step.get(threadCell(from)) as unknown as Thread | null;
      const after: Record<string, number> = {};
      for (const other of clients) {
        const completed = other === from ? null : (step.get(completedCell(other)) as number | null);
        if (completed !== null) after[other] = completed;
      }
      step.set(threadCell(from), { completed: thread?.completed ?? [], inFlight: { operation, after } } as unknown as Value);
    },
    received(step, _from, to, { type, value }) {
      if (type !== 'PutOk' && type !== 'GetOk') return;
      const thread = step.get(threadCell(to)) as unknown as Thread | null;
      const inFlight = thread?.inFlight ?? null;
      if (thread === null || inFlight === null) {
        // An answer to nothing. On an ordered network an actor is given even what it ignores.
        step.set(INVALID, true);
        return;
      }
      const { operation, after } = inFlight;
      const isWrite = 'write' in operation;
      const done: Operation = isWrite !== (type === 'PutOk') ? { misanswered: true }
        : isWrite ? operation : { read: value as string | null };
      step.set(threadCell(to), { completed: [...thread.completed, { operation: done, after }], inFlight: null } as unknown as Value);
      step.set(completedCell(to), thread.completed.length + 1);
    },
  };
}

/** The property `linearizable` of the register examples. */
export function linearizable({ clients }: Parties): Invariant {
  return {
    name: 'linearizable', when: 'always', symmetric: true, source: 'Herlihy and Wing, Linearizability (1990)', antecedent: 'an operation was completed',
    sentence: 'the clients see one register, which holds nothing at first',
    check: (world) => {
      const threads = Object.fromEntries(clients.map((client) =>
        [client, (world.get(threadCell(client)) as unknown as Thread | null) ?? { completed: [], inFlight: null }]));
      return {
        tested: clients.some((client) => threads[client]!.completed.length > 0),
        broken: !world.has(INVALID) && isLinearizable(threads) ? null
          : { evidence: 'no order of the operations explains the answers', blame: threadCell(clients[0]!) },
      };
    },
  };
}

/** The property `value chosen`: a get is about to be answered with a value. */
export function valueChosen({ servers, clients }: Parties): Example {
  const isChosen = ({ type, value }: Message): boolean => type === 'GetOk' && value !== null;
  return {
    name: 'value chosen', symmetric: true, sentence: 'a client may learn a value',
    holds: (world) => servers.some((server) => clients.some((client) => {
      const queue = world.get(queueCell(server, client)) as readonly Message[] | null;
      return queue !== null && isChosen(queue[0]!);
    })),
    pending: (event) => event.kind === 'message' && isChosen(event.body as Message),
  };
}

const INVALID: CellName = ['history', 'an answer to nothing'];

function threadCell(client: string): CellName {
  return ['history', 'thread', client];
}

function completedCell(client: string): CellName {
  return ['history', 'completed', client];
}
