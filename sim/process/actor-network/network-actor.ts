/**
 * Actors on a network as the literature counts them: the semantics of Stateright's `ActorModel` (src/actor/model.rs), so
 * that models with published state counts can be written and checked here. There is no time: any armed timer may fire,
 * and any message may arrive, at any moment.
 *
 * The rules, E1 to E10, are listed in rules.ts. Models of our own systems use `actor`
 * and `service` instead, whose calls, faults and durations mean something.
 */
import type { Step } from '../../step/step.js';
import type { Value } from '../../world/value.js';

/** What actors send each other. */
export type Message = { readonly type: string; readonly [key: string]: Value };

/** What a handler can do beside changing its state (E3). Takes effect when the handler has ended, in this order. */
export interface ActorCommands {
  readonly name: string;
  send(to: string, message: Message): void;
  /** Arms a timer; arming it twice is arming it once. */
  setTimer(timer: string): void;
  cancelTimer(timer: string): void;
  /** One of these values will be chosen (`chosen`); replaces an earlier choice of the same key. Empty: none will. */
  choose(key: string, options: readonly Value[]): void;
  /** Kept by a crash, and given to `start` when the actor recovers. */
  save(storage: Value): void;
}

/**
 * How an actor behaves. Each property of its state is a cell of its own. `self` is changed by assigning to its
 * properties; what they hold is frozen. Assigning counts as a change even when the value is the same (E5).
 */
export interface NetworkActor<State> {
  /** The state in which it starts, and starts again after a crash. */
  start(commands: ActorCommands, storage: Value): State;
  receive?(self: State, from: string, message: Message, commands: ActorCommands): void;
  timeout?(self: State, timer: string, commands: ActorCommands): void;
  chosen?(self: State, key: string, option: Value, commands: ActorCommands): void;
}

/** An actor whatever its state. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- handlers take their own state, so no other type holds all.
export type AnyNetworkActor = NetworkActor<any>;

/** Told of messages, to keep a history in the state: what was asked and answered, for linearizability. */
export interface NetworkHistory {
  begin?(step: Step): void;
  /** Before a message is put on the network (E3). */
  sent?(step: Step, from: string, to: string, message: Message): void;
  /** Before a message is taken off it to be handled (E5). */
  received?(step: Step, from: string, to: string, message: Message): void;
}

/** A network of actors. Its options name the rules of `rules.ts`; the defaults are Stateright's. */
export interface ActorNetworkDefinition {
  readonly name: string;
  /** By name, in the order in which they start (E2). */
  readonly actors: Readonly<Record<string, AnyNetworkActor>>;
  /**
   * E6. `unordered`: a multiset, of which a delivery takes one copy. `duplicating`: a set that a delivery leaves as it is,
   * and the envelope delivered last, which is part of the state. `ordered`: a queue for each pair of actors.
   */
  readonly network: 'unordered' | 'duplicating' | 'ordered';
  /**
   * E1, E6. Whether the envelope that a duplicating network delivered last is part of the state. Forgotten, the network is
   * a set of messages that only drops make smaller, as in TLA+.
   */
  readonly lastDelivered?: 'kept' | 'forgotten';
  /**
   * E5. What becomes of a message whose receiver writes nothing and commands nothing: it is not delivered at all and stays,
   * or it is delivered, history and all. Left out: it stays, but on an ordered network it is taken, for others wait behind it.
   */
  readonly ignoredMessages?: 'stay' | 'are taken';
  /** E4. Whether the network may drop what could be delivered. It is the network's nature here, and no fault. */
  readonly lossy?: boolean;
  /** E4, E8. How many actors may be down at a time; they may recover at any moment. No fault either. */
  readonly crashesMax?: number;
  /** E8. Whether a crashed actor may recover; if not, it is down for ever (crash-stop). */
  readonly recovery?: 'possible' | 'never';
  /** E7. Whether a timer may fire whose handler writes nothing and only arms it again: a step from a state to itself. */
  readonly idleTimers?: 'do not fire' | 'fire';
  /** The timers that actors arm. */
  readonly timers?: readonly string[];
  readonly history?: NetworkHistory;
  /** Names of actors that behave alike, and whatever is named after them, by what they are: see `SymmetricSet`. */
  readonly symmetric?: Readonly<Record<string, readonly string[]>>;
}
