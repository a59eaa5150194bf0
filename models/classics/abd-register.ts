/**
 * A register replicated by majorities: Attiya, Bar-Noy and Dolev, Sharing Memory Robustly in Message-Passing Systems
 * (1995), as `examples/linearizable-register.rs` of Stateright writes it. Every operation asks a majority for the latest
 * value, and records what it found or writes at a majority.
 *
 * Unordered: 544 distinct states (875 generated, depth 25) with 2 servers and 2 clients; 1,449 (3,728, 17) with 3 and 1.
 * Ordered, 3 and 1: 559 (1,486, 21); 3 and 2: 1,212,979 (4,730,934, 41).
 */
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import type { Classic } from './classic.js';
import { alikeClients, clientsOf, isSameRequest, linearizable, parties, registerHistory, toPeers, valueChosen, type Request } from './register-client.js';
import type { RegisterParameters } from './single-copy-register.js';

/** A logical clock and the server that advanced it. */
type Sequence = readonly [clock: number, server: string];

type Held = { readonly sequence: Sequence; readonly value: string | null };

type Phase =
  | { readonly phase: 'asking'; readonly request: Request; readonly requester: string; readonly write: string | null; readonly isWrite: boolean;
      readonly responses: { readonly [server: string]: Held } }
  | { readonly phase: 'recording'; readonly request: Request; readonly requester: string; readonly isWrite: boolean; readonly read: string | null;
      readonly acknowledged: readonly string[] };

type ServerState = { held: Held; phase: Phase | null };

function isLater([clock, server]: Sequence, [otherClock, otherServer]: Sequence): boolean {
  return clock > otherClock || (clock === otherClock && server > otherServer);
}

function abdServer(servers: readonly string[]): NetworkActor<ServerState> {
  const majority = Math.floor(servers.length / 2) + 1;
  return {
    start: ({ name }) => ({ held: { sequence: [0, name], value: null }, phase: null }),
    receive(self, from, message, commands) {
      const request = message['request'] as Request;
      switch (message.type) {
        case 'Put':
        case 'Get': {
          if (self.phase !== null) return;
          toPeers(servers, commands, { type: 'Query', request });
          const isWrite = message.type === 'Put';
          self.phase = {
            phase: 'asking', request, requester: from, isWrite, write: isWrite ? (message['value'] as string) : null,
            responses: { [commands.name]: self.held },
          };
          return;
        }
        case 'Query':
          commands.send(from, { type: 'AckQuery', request, held: self.held });
          return;
        case 'AckQuery': {
          const { phase } = self;
          if (phase?.phase !== 'asking' || !isSameRequest(phase.request, request)) return;
          const responses = { ...phase.responses, [from]: message['held'] as Held };
          self.phase = { ...phase, responses };
          if (Object.keys(responses).length !== majority) return;
          const latest = Object.values(responses).reduce((best, held) => (isLater(held.sequence, best.sequence) ? held : best));
          const recorded: Held = phase.isWrite ? { sequence: [latest.sequence[0] + 1, commands.name], value: phase.write } : latest;
          toPeers(servers, commands, { type: 'Record', request, held: recorded });
          if (isLater(recorded.sequence, self.held.sequence)) self.held = recorded;
          self.phase = {
            phase: 'recording', request, requester: phase.requester, isWrite: phase.isWrite,
            read: phase.isWrite ? null : latest.value, acknowledged: [commands.name],
          };
          return;
        }
        case 'Record': {
          const held = message['held'] as Held;
          commands.send(from, { type: 'AckRecord', request });
          if (isLater(held.sequence, self.held.sequence)) self.held = held;
          return;
        }
        case 'AckRecord': {
          const { phase } = self;
          if (phase?.phase !== 'recording' || !isSameRequest(phase.request, request) || phase.acknowledged.includes(from)) return;
          const acknowledged = [...phase.acknowledged, from].sort();
          self.phase = { ...phase, acknowledged };
          if (acknowledged.length !== majority) return;
          commands.send(phase.requester, phase.isWrite ? { type: 'PutOk', request } : { type: 'GetOk', request, value: phase.read });
          self.phase = null;
        }
      }
    },
  };
}

export function abdRegister({ servers, clients, network, lossy = false }: RegisterParameters): Classic {
  const all = parties(servers, clients);
  const server = abdServer(all.servers);
  return {
    model: actorNetwork({
      name: 'ABD register', network, lossy, history: registerHistory(all), symmetric: alikeClients(all),
      actors: { ...Object.fromEntries(all.servers.map((name) => [name, server])), ...clientsOf(all) },
    }),
    invariants: [linearizable(all)],
    examples: [valueChosen(all)],
  };
}
