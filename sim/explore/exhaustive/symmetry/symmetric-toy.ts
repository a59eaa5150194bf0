/**
 * Random models that are symmetric by construction: their actions speak of ids only through their parameters and the
 * variables. For the tests of symmetry.
 *
 * The variables hold ids in every way that a model may: a cell for each, a cell for each pair, an id as a value, ids as keys of
 * an object (a set), ids in a list, ids as parts of a record, and a second set of ids that is spoken of by the first.
 */
import type { Invariant } from '../../invariant.js';
import type { Reader } from '../../../step/step.js';
import { keyed, spec, type SpecModel } from '../../../process/spec.js';
import type { Example } from '../properties.js';

/** A condition on the parameters of an action, or a change: what, of which parameter (0 or 1), and a small number. */
export interface ToyPart {
  readonly what: (typeof TOY_PARTS)[number];
  readonly of: 0 | 1;
  readonly number: number;
}

export interface Toy {
  readonly ids: number;
  readonly others: number;
  /** Whether the first value of `state` is drawn for the first ids, so that there are several first states. */
  readonly draws: boolean;
  readonly actions: readonly { readonly guards: readonly ToyPart[]; readonly effects: readonly ToyPart[]; readonly faulty: boolean }[];
  /** An asymmetric invariant and an asymmetric example: the state of which id must not be, or can be, what number. */
  readonly never: readonly [id: number, number: number];
  readonly sometimes: readonly [id: number, number: number];
}

export const TOY_PARTS = ['state', 'leader', 'linked', 'member', 'queued', 'seat', 'pair'] as const;
const QUEUE_MAX = 2;
/** The state of a node that a fault has struck. */
const STRUCK = 3;

type Variables = {
  state: Record<string, number>;
  leader: string | null;
  linked: Record<string, Record<string, boolean>>;
  members: { readonly [id: string]: true };
  queue: readonly string[];
  seat: Record<string, string | null>;
  pair: { readonly first: string; readonly second: string } | null;
};

export interface BuiltToy {
  readonly model: SpecModel<Variables>;
  readonly invariants: readonly Invariant[];
  readonly examples: readonly Example[];
}

export function symmetricToy({ ids: count, others: otherCount, draws, actions, never, sometimes }: Toy): BuiltToy {
  const ids = Array.from({ length: count }, (_, nth) => `node-${nth}`);
  const others = Array.from({ length: otherCount }, (_, nth) => `seat-${nth}`);
  const forEach = <T>(keys: readonly string[], value: T): Record<string, T> => keyed(Object.fromEntries(keys.map((key) => [key, value])) as never) as Record<string, T>;
  const pairs = ids.flatMap((id) => ids.map((other) => [id, other] as const));
  const triples = pairs.flatMap((pair) => others.map((other) => [...pair, other] as const));
  const model = spec<Variables>({
    name: 'symmetric toy',
    symmetric: { nodes: ids, seats: others },
    variables: {
      state: forEach(ids, 0), leader: null, linked: keyed(Object.fromEntries(ids.map((id) => [id, forEach(ids, false)]))), members: {}, queue: [],
      seat: forEach<string | null>(others, null), pair: null,
    },
    ...(draws ? { initially: (v: Variables, context: { among<T>(label: string, options: readonly T[]): T }) => {
      for (const id of ids) v.state[id] = context.among(id, [0, 1]);
    } } : {}),
    actions: (each) => Object.fromEntries(actions.map(({ guards, effects, faulty }, nth) => [`action ${nth}`,
      each(triples, (v, [left, right, other], context) => {
        const parameters = [left, right] as const;
        if (!guards.every((part) => holds(v, part, parameters, other))) return false;
        const struck = faulty && context.decide('strike', [{ name: 'no', fault: null }, { name: 'yes', fault: 'strike' }]) === 1;
        for (const part of effects) change(v, part, parameters, other);
        if (struck) v.state[left] = STRUCK;
        return true;
      })])),
  });
  const stateOf = (world: Reader, [id, number]: readonly [number, number]): boolean => model.view(world).state[ids[id % count]!] === number;
  return {
    model,
    invariants: [{
      name: 'never', when: 'always', sentence: '', source: '', antecedent: '',
      check: (world) => ({ tested: true, broken: stateOf(world, never) ? { evidence: 'it is', blame: ['variable', 'state', ids[never[0] % count]!] } : null }),
    }],
    examples: [{ name: 'sometimes', sentence: '', holds: (world) => stateOf(world, sometimes) && model.view(world).leader !== ids[0] }],
  };
}

function holds(v: Variables, { what, of, number }: ToyPart, parameters: readonly [string, string], other: string): boolean {
  const id = parameters[of];
  switch (what) {
    case 'state':
      return v.state[id] === number;
    case 'leader':
      return number === 0 ? v.leader === null : v.leader === id;
    case 'linked':
      return v.linked[parameters[0]]![parameters[1]] === (number > 0);
    case 'member':
      return id in v.members === number > 0;
    case 'queued':
      return number === 0 ? v.queue.length < QUEUE_MAX : v.queue[0] === id;
    case 'seat':
      return v.seat[other] === (number === 0 ? null : id);
    case 'pair':
      return number === 0 ? v.pair === null : v.pair?.first === id;
  }
}

function change(v: Variables, { what, of, number }: ToyPart, parameters: readonly [string, string], other: string): void {
  const id = parameters[of];
  switch (what) {
    case 'state':
      v.state[id] = number;
      return;
    case 'leader':
      v.leader = number === 0 ? null : id;
      return;
    case 'linked':
      v.linked[parameters[0]]![parameters[1]] = number > 0;
      return;
    case 'member': {
      const { [id]: _left, ...rest } = v.members;
      v.members = number === 0 ? rest : { ...rest, [id]: true };
      return;
    }
    case 'queued':
      v.queue = number === 0 ? v.queue.slice(1) : [...v.queue, id].slice(0, QUEUE_MAX);
      return;
    case 'seat':
      v.seat[other] = number === 0 ? null : id;
      return;
    case 'pair':
      v.pair = number === 0 ? null : { first: parameters[0], second: parameters[1] };
  }
}
