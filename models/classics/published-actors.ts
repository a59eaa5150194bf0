/** Published counts of actors on a network. See published-counts.ts. */
import { abdRegister } from './abd-register.js';
import type { Counts } from './closed-forms.js';
import { orderedReliableLink } from './ordered-reliable-link.js';
import { paxos } from './paxos.js';
import { pingPong } from './ping-pong.js';
import type { PublishedRow } from './published-counts.js';
import { singleCopyRegister } from './single-copy-register.js';
import { twoPhaseCommitActors } from './two-phase-commit-actors.js';
import {
  choiceOfThree, crashes, ignoredMessage, overwrittenChoice, sameMessageTwice, timerOnce, twoMessages, undeliverableMessage,
} from './unit-models.js';

function row(number: string, model: string, parameters: string, build: PublishedRow['build'], [distinct, generated, depth]: Counts): PublishedRow {
  return { row: number, model, parameters, build, distinct, generated, depth, where: 'test' };
}

/** A variant that nobody published, beside those that somebody did. */
function ours(...given: Parameters<typeof row>): PublishedRow {
  return { ...row(...given), isOurs: true };
}

const lossy = true;

export const PUBLISHED_ACTORS: readonly PublishedRow[] = [
  ours('', 'two-phase-commit-actors', '3 RMs, duplicating', () => twoPhaseCommitActors(3, 'duplicating'), [288, 1_146, 11]),
  ours('', 'two-phase-commit-actors', '5 RMs, duplicating', () => twoPhaseCommitActors(5, 'duplicating'), [8_832, 58_146, 17]),
  ours('', 'two-phase-commit-actors', '3 RMs, unordered', () => twoPhaseCommitActors(3, 'unordered'), [415, 1_104, 11]),
  ours('', 'two-phase-commit-actors', '3 RMs, ordered', () => twoPhaseCommitActors(3, 'ordered'), [584, 1_950, 11]),
  row('10', 'single-copy-register', '1 server, 2 clients', () => singleCopyRegister({ servers: 1, clients: 2, network: 'unordered' }), [93, 121, 9]),
  row('12', 'single-copy-register', '2 servers, 2 clients', () => singleCopyRegister({ servers: 2, clients: 2, network: 'unordered' }), [62, 81, 9]),
  row('13', 'single-copy-register', '1 server, 3 clients', () => singleCopyRegister({ servers: 1, clients: 3, network: 'unordered' }), [4_243, 6_778, 13]),
  row('39', 'single-copy-register', '1 server, 2 clients, lossy', () => singleCopyRegister({ servers: 1, clients: 2, network: 'unordered', lossy }), [168, 325, 9]),
  row('15', 'abd-register', '2 servers, 2 clients', () => abdRegister({ servers: 2, clients: 2, network: 'unordered' }), [544, 875, 25]),
  row('16', 'abd-register', '3 servers, 1 client', () => abdRegister({ servers: 3, clients: 1, network: 'unordered' }), [1_449, 3_728, 17]),
  row('16', 'abd-register', '3 servers, 1 client, ordered', () => abdRegister({ servers: 3, clients: 1, network: 'ordered' }), [559, 1_486, 21]),
  row('39', 'abd-register', '2 servers, 2 clients, lossy', () => abdRegister({ servers: 2, clients: 2, network: 'unordered', lossy }), [1_183, 2_630, 25]),
  row('19', 'paxos', '3 servers, 1 client', () => paxos({ servers: 3, clients: 1, network: 'unordered' }), [265, 482, 14]),
  row('19', 'paxos', '3 servers, 1 client, ordered', () => paxos({ servers: 3, clients: 1, network: 'ordered' }), [237, 512, 15]),
  row('20', 'paxos', '3 servers, 2 clients', () => paxos({ servers: 3, clients: 2, network: 'unordered' }), [16_668, 32_971, 21]),
  row('21', 'paxos', '3 servers, 2 clients, ordered', () => paxos({ servers: 3, clients: 2, network: 'ordered' }), [34_521, 112_970, 25]),
  row('39', 'paxos', '3 servers, 1 client, lossy', () => paxos({ servers: 3, clients: 1, network: 'unordered', lossy }), [2_378, 8_197, 15]),
  row('25', 'ping-pong', 'at most 1, duplicating, lossy', () => pingPong({ max: 1, network: 'duplicating', lossy }), [14, 21, 6]),
  row('26', 'ping-pong', 'at most 5, duplicating, lossy', () => pingPong({ max: 5, network: 'duplicating', lossy }), [4_094, 21_505, 22]),
  row('27', 'ping-pong', 'at most 5, unordered', () => pingPong({ max: 5, network: 'unordered', lossy: false }), [11, 11, 11]),
  row('27', 'ping-pong', 'at most 5, duplicating', () => pingPong({ max: 5, network: 'duplicating', lossy: false }), [11, 11, 11]),
  row('28', 'unit-models', 'an ignored message, duplicating', () => ignoredMessage('duplicating'), [2, 3, 2]),
  row('28', 'unit-models', 'an ignored message, unordered', () => ignoredMessage('unordered'), [2, 2, 2]),
  row('28', 'unit-models', 'an ignored message, ordered', () => ignoredMessage('ordered'), [3, 3, 3]),
  row('M4', 'unit-models', 'two messages, unordered', () => twoMessages('unordered'), [5, null, null]),
  row('M4', 'unit-models', 'two messages, ordered', () => twoMessages('ordered'), [3, null, null]),
  ...([['unordered', 3, 6], ['ordered', 3, 6], ['duplicating', 4, 8]] as const).flatMap(([network, lossless, withLosses]) => [
    row('M4', 'unit-models', `the same message twice, ${network}`, () => sameMessageTwice(network, false), [lossless, null, null]),
    row('M4', 'unit-models', `the same message twice, ${network}, lossy`, () => sameMessageTwice(network, true), [withLosses, null, null]),
  ]),
  row('29', 'unit-models', 'a message to nobody', () => undeliverableMessage(), [1, 1, 1]),
  row('30', 'unit-models', 'a timer that fires once', () => timerOnce(), [2, 2, 2]),
  row('31', 'unit-models', 'a choice of three', () => choiceOfThree(), [4, 4, 2]),
  row('32', 'unit-models', 'a choice that overwrites another', () => overwrittenChoice(), [9, 9, 4]),
  row('33', 'unit-models', '3 actors, at most 1 down', () => crashes(1), [4, 7, 2]),
  row('M5', 'unit-models', '3 actors, at most 2 down', () => crashes(2), [7, null, null]),
  row('38', 'ordered-reliable-link', 'fewer than 4 envelopes', () => orderedReliableLink('kept'), [356, 1_446, 11]),
  row('38', 'ordered-reliable-link', 'without what was delivered last', () => orderedReliableLink('forgotten'), [140, null, null]),
];
