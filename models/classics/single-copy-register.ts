/**
 * A register that each server keeps for itself: `examples/single-copy-register.rs` of Stateright. Linearizable with one
 * server, and not with two.
 *
 * Unordered network, 1 server: 93 distinct states (121 generated, depth 9) with 2 clients, 4,243 (6,778, 13) with 3,
 * 400,233 (731,789, 17) with 4. 2 servers, 2 clients: 62 (81, 9).
 */
import { actorNetwork } from '../../sim/process/actor-network/actor-network.js';
import type { ActorNetworkDefinition, NetworkActor } from '../../sim/process/actor-network/network-actor.js';
import type { Classic } from './classic.js';
import { alikeClients, clientsOf, linearizable, parties, registerHistory, valueChosen } from './register-client.js';

export interface RegisterParameters {
  readonly servers: number;
  readonly clients: number;
  readonly network: ActorNetworkDefinition['network'];
  readonly lossy?: boolean;
}

const server: NetworkActor<{ value: string | null }> = {
  start: () => ({ value: null }),
  receive(self, from, { type, request, value }, commands) {
    if (type === 'Put') {
      self.value = value as string;
      commands.send(from, { type: 'PutOk', request: request! });
    } else if (type === 'Get') {
      commands.send(from, { type: 'GetOk', request: request!, value: self.value });
    }
  },
};

export function singleCopyRegister({ servers, clients, network, lossy = false }: RegisterParameters): Classic {
  const all = parties(servers, clients);
  return {
    model: actorNetwork({
      name: 'single-copy register', network, lossy, history: registerHistory(all), symmetric: alikeClients(all),
      actors: { ...Object.fromEntries(all.servers.map((name) => [name, server])), ...clientsOf(all) },
    }),
    invariants: [linearizable(all)],
    examples: [valueChosen(all)],
  };
}
