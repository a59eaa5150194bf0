/**
 * What a network of actors means, rule by rule: the semantics of Stateright's `ActorModel` (src/actor/model.rs, network.rs),
 * on which every published count of an actor system rests. Where a model may want it otherwise there is an option.
 */
import type { ActorNetworkDefinition } from './network-actor.js';

export interface ActorNetworkRule {
  readonly name: string;
  readonly meaning: string;
  /** The options of the definition that say how it is applied. */
  readonly options: readonly (keyof ActorNetworkDefinition)[];
}

export const ACTOR_NETWORK_RULES: Readonly<Record<string, ActorNetworkRule>> = {
  E1: {
    name: 'state', options: ['lastDelivered', 'history'],
    meaning: 'The states of the actors, the network, armed timers, pending choices, who is down, what was saved, and the history.',
  },
  E2: {
    name: 'start', options: ['actors'],
    meaning: 'Actors start in the order in which they are given, each with its commands before the next one. There is one first state.',
  },
  E3: {
    name: 'commands', options: ['history'],
    meaning: 'Commands take effect in order when the handler has ended: a message is told to the history and then put on the network; ' +
      'a timer is armed or cancelled; a choice replaces what was left of it, and one without options is none; what is saved replaces ' +
      'what was saved.',
  },
  E4: {
    name: 'steps', options: ['lossy', 'crashesMax'],
    meaning: 'Any deliverable message may be delivered, if its receiver exists, or dropped, if the network is lossy; any armed timer may ' +
      'fire; any actor may crash while fewer than `crashesMax` are down, or recover; any option of a choice may be chosen. None is a fault.',
  },
  E5: {
    name: 'delivery', options: ['ignoredMessages', 'history'],
    meaning: 'A message to an actor that is down is not delivered. A message whose receiver writes nothing and commands nothing stays ' +
      'where it is, but is taken on an ordered network. Any other is told to the history and taken, and then the commands take effect.',
  },
  E6: {
    name: 'network', options: ['network', 'lastDelivered'],
    meaning: 'Unordered: a multiset; a step takes one copy, and equal copies give one step. Duplicating: a set; a delivery leaves it as it ' +
      'is and notes what was delivered last, a drop takes the message. Ordered: a queue for each pair of actors, whose head alone can go.',
  },
  E7: {
    name: 'timers', options: ['timers', 'idleTimers'],
    meaning: 'An armed timer may fire at any moment, which disarms it. One whose handler writes nothing and only arms it again does not fire.',
  },
  E8: {
    name: 'crashes', options: ['crashesMax', 'recovery'],
    meaning: 'A crash disarms the timers and forgets the choices of an actor; its last state stays to be seen. To recover it starts ' +
      'again, with what it had saved.',
  },
  E9: {
    name: 'choices', options: [],
    meaning: 'When an option is chosen the choice is over; its handler may set the same one anew.',
  },
  E10: {
    name: 'boundary', options: [],
    meaning: 'A state outside the boundary of a search is neither counted nor explored. How many steps led outside is counted apart: TLC ' +
      'counts them as generated.',
  },
};
