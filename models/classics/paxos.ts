/**
 * Single-decree Paxos: Leslie Lamport, Paxos Made Simple (2001), as `examples/paxos.rs` of Stateright writes it. A server
 * that is asked to put proposes; the register that the clients see is the decision.
 *
 * 3 servers, unordered: 265 distinct states (482 generated, depth 14) with 1 client, 16,668 (32,971, 21) with 2, 1,194,428
 * (2,420,477, 28) with 3. Ordered: 237 (512, 15) and 34,521 (112,970, 25): there a delivery that changes nothing is a step.
 */
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import type { Classic } from './classic.js';
import { alikeClients, clientsOf, linearizable, parties, registerHistory, toPeers, valueChosen, type Request } from './register-client.js';
import type { RegisterParameters } from './single-copy-register.js';

type Ballot = readonly [round: number, server: string];
type Proposal = { readonly request: Request; readonly requester: string; readonly value: string };
type Accepted = { readonly ballot: Ballot; readonly proposal: Proposal };

type ServerState = {
  ballot: Ballot;
  proposal: Proposal | null;
  prepares: { readonly [server: string]: Accepted | null };
  accepts: readonly string[];
  accepted: Accepted | null;
  decided: boolean;
};

function compare(left: Ballot, right: Ballot): number {
  return left[0] - right[0] || (left[1] < right[1] ? -1 : left[1] > right[1] ? 1 : 0);
}

function latest(promises: readonly (Accepted | null)[]): Accepted | null {
  return promises.reduce((best, accepted) =>
    (accepted !== null && (best === null || compare(accepted.ballot, best.ballot) > 0) ? accepted : best), null);
}

function paxosServer(servers: readonly string[]): NetworkActor<ServerState> {
  const majority = Math.floor(servers.length / 2) + 1;
  return {
    start: () => ({ ballot: [0, servers[0]!], proposal: null, prepares: {}, accepts: [], accepted: null, decided: false }),
    receive(self, from, message, commands) {
      if (self.decided) {
        if (message.type === 'Get') {
          commands.send(from, { type: 'GetOk', request: message['request']!, value: self.accepted!.proposal.value });
        }
        return;
      }
      const ballot = message['ballot'] as Ballot;
      switch (message.type) {
        case 'Put': {
          if (self.proposal !== null) return;
          const own: Ballot = [self.ballot[0] + 1, commands.name];
          self.proposal = { request: message['request'] as Request, requester: from, value: message['value'] as string };
          self.accepts = [];
          self.ballot = own;
          self.prepares = { [commands.name]: self.accepted };
          toPeers(servers, commands, { type: 'Prepare', ballot: own });
          return;
        }
        case 'Prepare':
          if (compare(self.ballot, ballot) >= 0) return;
          self.ballot = ballot;
          commands.send(from, { type: 'Prepared', ballot, accepted: self.accepted });
          return;
        case 'Prepared': {
          if (compare(self.ballot, ballot) !== 0) return;
          const prepares = { ...self.prepares, [from]: message['accepted'] as Accepted | null };
          self.prepares = prepares;
          if (Object.keys(prepares).length !== majority) return;
          const proposal = latest(Object.values(prepares))?.proposal ?? self.proposal!;
          self.proposal = proposal;
          self.accepted = { ballot, proposal };
          self.accepts = [...self.accepts, commands.name].sort();
          toPeers(servers, commands, { type: 'Accept', ballot, proposal });
          return;
        }
        case 'Accept':
          if (compare(self.ballot, ballot) > 0) return;
          self.ballot = ballot;
          self.accepted = { ballot, proposal: message['proposal'] as Proposal };
          commands.send(from, { type: 'Accepted', ballot });
          return;
        case 'Accepted': {
          if (compare(self.ballot, ballot) !== 0) return;
          const accepts = [...new Set([...self.accepts, from])].sort();
          self.accepts = accepts;
          if (accepts.length !== majority) return;
          const proposal = self.proposal!;
          self.decided = true;
          toPeers(servers, commands, { type: 'Decided', ballot, proposal });
          commands.send(proposal.requester, { type: 'PutOk', request: proposal.request });
          return;
        }
        case 'Decided':
          self.ballot = ballot;
          self.accepted = { ballot, proposal: message['proposal'] as Proposal };
          self.decided = true;
      }
    },
  };
}

export function paxos({ servers, clients, network, lossy = false }: RegisterParameters): Classic {
  const all = parties(servers, clients);
  const server = paxosServer(all.servers);
  return {
    model: actorNetwork({
      name: 'Paxos', network, lossy, history: registerHistory(all), symmetric: alikeClients(all),
      actors: { ...Object.fromEntries(all.servers.map((name) => [name, server])), ...clientsOf(all) },
    }),
    invariants: [linearizable(all)],
    examples: [valueChosen(all)],
  };
}
