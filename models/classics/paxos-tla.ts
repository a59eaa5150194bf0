/**
 * Paxos with messages that are never taken back: `MCPaxosTiny` of the TLA+ examples (PaxosHowToWinATuringAward). Any
 * acceptor may react to any message at any time.
 *
 * 3,921 distinct states and depth 17 with 3 acceptors, 2 values and the ballots 0 and 1, without symmetry.
 */
import { spec, keyed } from '../../sim/process/spec.js';
import type { Value } from '../../sim/world/value.js';
import type { Classic } from './classic.js';

const ACCEPTORS = ['a1', 'a2', 'a3'];
const VALUES = ['v1', 'v2'];
const QUORUMS = [['a1', 'a2'], ['a1', 'a3'], ['a2', 'a3']];

/** An acceptor's promise for one ballot, with what it had voted for before; null while it has made none. */
type Promised = { readonly ballot: number; readonly value: string | null } | null;

const forEach = <T extends Value>(keys: readonly (string | number)[], value: () => T): Record<string, T> =>
  keyed(Object.fromEntries(keys.map((key) => [key, value()])));

export function paxosTla(ballotMax: number): Classic {
  const ballots = Array.from({ length: ballotMax + 1 }, (_, ballot) => ballot);
  const model = spec({
    name: 'Paxos (TLA+)',
    symmetric: { acceptors: ACCEPTORS, values: VALUES },
    variables: {
      maxBallot: forEach<number>(ACCEPTORS, () => -1),
      vote: forEach<NonNullable<Promised>>(ACCEPTORS, () => ({ ballot: -1, value: null })),
      /** The messages: 1a(ballot), 1b(acceptor, ballot, ...), 2a(ballot, value), 2b(acceptor, ballot, value). */
      asked: forEach<boolean>(ballots, () => false),
      promised: forEach(ACCEPTORS, () => forEach<Promised>(ballots, () => null)),
      proposed: forEach<string | null>(ballots, () => null),
      voted: forEach(ACCEPTORS, () => forEach<string | null>(ballots, () => null)),
    },
    actions: (of) => ({
      'phase 1a': of(ballots, (v, ballot) => { v.asked[ballot] = true; }),
      'phase 1b': of(ACCEPTORS.flatMap((acceptor) => ballots.map((ballot) => [acceptor, ballot] as const)), (v, [acceptor, ballot]) => {
        if (v.asked[ballot] !== true || ballot <= v.maxBallot[acceptor]!) return false;
        v.maxBallot[acceptor] = ballot;
        v.promised[acceptor]![ballot] = v.vote[acceptor]!;
        return true;
      }),
      'phase 2a': of(ballots.flatMap((ballot) => VALUES.map((value) => [ballot, value] as const)), (v, [ballot, value]) => {
        if (v.proposed[ballot] !== null) return false;
        const isSafe = QUORUMS.some((quorum) => {
          const promises = quorum.map((acceptor) => v.promised[acceptor]![ballot] ?? null);
          if (promises.includes(null)) return false;
          const highest = Math.max(...promises.map((promise) => promise!.ballot));
          return highest < 0 || promises.some((promise) => promise!.ballot === highest && promise!.value === value);
        });
        if (!isSafe) return false;
        v.proposed[ballot] = value;
        return true;
      }),
      'phase 2b': of(ACCEPTORS.flatMap((acceptor) => ballots.map((ballot) => [acceptor, ballot] as const)), (v, [acceptor, ballot]) => {
        const value = v.proposed[ballot]!;
        if (value === null || ballot < v.maxBallot[acceptor]!) return false;
        v.maxBallot[acceptor] = ballot;
        v.vote[acceptor] = { ballot, value };
        v.voted[acceptor]![ballot] = value;
        return true;
      }),
    }),
  });
  return {
    model,
    invariants: [{
      name: 'agreement', when: 'always', symmetric: true, source: 'the consensus that MCPaxos refines', antecedent: 'a value is chosen',
      sentence: 'at most one value is chosen',
      check: (world) => {
        const { voted } = model.view(world);
        const isChosen = (value: string): boolean => ballots.some((ballot) => QUORUMS.some((quorum) =>
          quorum.every((acceptor) => voted[acceptor]![ballot] === value)));
        const chosen = VALUES.filter(isChosen);
        return {
          tested: chosen.length > 0,
          broken: chosen.length < 2 ? null : { evidence: chosen.join(' and '), blame: ['variable', 'voted', 'a1', '0'] },
        };
      },
    }],
    examples: [],
  };
}
