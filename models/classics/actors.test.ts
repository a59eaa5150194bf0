/** Actor systems with published state counts: distinct, generated, depth. */
import { describe, expect, test } from 'vitest';
import { abdRegister } from './abd-register.js';
import { orderedReliableLink } from './ordered-reliable-link.js';
import { paxos } from './paxos.js';
import { pingPong } from './ping-pong.js';
import { singleCopyRegister } from './single-copy-register.js';
import { checked, counts } from './testing.js';

describe('ping-pong', () => {
  test('has the published counts on a lossy duplicating network', () => {
    expect(counts(pingPong({ max: 1, network: 'duplicating', lossy: true }))).toEqual([14, 21, 6]);
    expect(counts(pingPong({ max: 5, network: 'duplicating', lossy: true }))).toEqual([4_094, 21_505, 22]);
  });

  test.each(['unordered', 'duplicating'] as const)('has eleven states on an %s network that loses nothing', (network) => {
    expect(counts(pingPong({ max: 5, network, lossy: false }))).toEqual([11, 11, 11]);
  });
});

describe('a single-copy register', () => {
  test('with one server has the published counts, and is linearizable', () => {
    const search = checked(singleCopyRegister({ servers: 1, clients: 2, network: 'unordered' }));
    expect([search.distinct, search.generated, search.depthMax, search.terminal]).toEqual([93, 121, 9, 12]);
    expect(search.decisions.map((decision) => decision !== null)).toEqual([false, true]);
    expect(counts(singleCopyRegister({ servers: 1, clients: 3, network: 'unordered' }))).toEqual([4_243, 6_778, 13]);
  });

  test('with two servers is not linearizable after four deliveries', () => {
    const search = checked(singleCopyRegister({ servers: 2, clients: 2, network: 'unordered' }));
    expect([search.distinct, search.generated, search.depthMax]).toEqual([62, 81, 9]);
    expect(search.decisions[0]?.depth).toBe(5);
  });

  test('on a lossy network has the published counts', () => {
    expect(counts(singleCopyRegister({ servers: 1, clients: 2, network: 'unordered', lossy: true }))).toEqual([168, 325, 9]);
  });
});

describe('the ABD register', () => {
  test('has the published counts with 2 servers, and is linearizable', () => {
    const search = checked(abdRegister({ servers: 2, clients: 2, network: 'unordered' }));
    expect([search.distinct, search.generated, search.depthMax, search.terminal]).toEqual([544, 875, 25, 16]);
    expect(search.decisions.map((decision) => decision?.depth ?? null)).toEqual([null, 12]);
  });

  test('has the published counts with 3 servers, unordered and ordered', () => {
    expect(counts(abdRegister({ servers: 3, clients: 1, network: 'unordered' }))).toEqual([1_449, 3_728, 17]);
    expect(counts(abdRegister({ servers: 3, clients: 1, network: 'ordered' }))).toEqual([559, 1_486, 21]);
  });

  test('on a lossy network has the published counts', () => {
    expect(counts(abdRegister({ servers: 2, clients: 2, network: 'unordered', lossy: true }))).toEqual([1_183, 2_630, 25]);
  });
});

describe('Paxos', () => {
  test('has the published counts with 2 clients, and is linearizable', () => {
    const search = checked(paxos({ servers: 3, clients: 2, network: 'unordered' }));
    expect([search.distinct, search.generated, search.depthMax, search.terminal]).toEqual([16_668, 32_971, 21, 1_268]);
    expect(search.decisions.map((decision) => decision?.depth ?? null)).toEqual([null, 9]);
  });

  test('has the published counts with 1 client, on three networks', () => {
    expect(counts(paxos({ servers: 3, clients: 1, network: 'unordered' }))).toEqual([265, 482, 14]);
    expect(counts(paxos({ servers: 3, clients: 1, network: 'ordered' }))).toEqual([237, 512, 15]);
    expect(counts(paxos({ servers: 3, clients: 1, network: 'unordered', lossy: true }))).toEqual([2_378, 8_197, 15]);
  });

  test('has more states on an ordered network', () => {
    expect(counts(paxos({ servers: 3, clients: 2, network: 'ordered' }))).toEqual([34_521, 112_970, 25]);
  });
});

test('the ordered reliable link has the published counts, and delivers in order and once', () => {
  const search = checked(orderedReliableLink());
  expect(search.decisions.map((decision) => decision !== null)).toEqual([false, true]);
  expect([search.distinct, search.generated, search.depthMax]).toEqual([356, 1_446, 11]);
});
