/**
 * How a machine of the vectors is played by a model. Each file of machines/ makes one of these.
 */

import type { Json, JsonObject, VectorLine } from './vector.js';

/** What a model says about one step, in the wire's names. */
export interface PlayedStep {
  readonly after: Json;
  readonly output: JsonObject;
}

/**
 * One sequence being played. Both functions are told what was recorded before the step: a pure function reads its
 * records from it, a machine with a state does not look at it.
 */
export interface Player {
  /** The state before the next step, as the vectors show it. */
  before(recorded: Json): Json;
  /** @throws ModelAbort where the model says that the real process panics. */
  play(input: JsonObject, recorded: Json): PlayedStep;
}

/** A machine that a model plays. */
export interface Machine {
  readonly machine: string;
  start(line: VectorLine): Player;
  /** Removes from an output the texts that a library made, and no model may repeat. Applied to both sides. */
  readonly comparable?: (output: JsonObject) => JsonObject;
}

/** What a machine with a state is made of. `State` must hold all that later steps depend on. */
export interface StatefulRules<State> {
  readonly machine: string;
  /** The state that the first step of a line starts from. */
  read(before: Json, line: VectorLine): State;
  show(state: State): Json;
  step(state: State, input: JsonObject): { readonly state: State; readonly output: JsonObject };
}

/** A machine whose state is carried from step to step, and compared before and after each. */
export function statefulMachine<State>(rules: StatefulRules<State>): Machine {
  return {
    machine: rules.machine,
    start(line) {
      let state = rules.read(line.sequence[0]?.before ?? null, line);
      return {
        before: () => rules.show(state),
        play(input) {
          const played = rules.step(state, input);
          state = played.state;
          return { after: rules.show(state), output: played.output };
        },
      };
    },
  };
}

/** A pure function: `before` holds the records that it reads, and there is no state after. */
export function pureMachine(
  machine: string,
  evaluate: (input: JsonObject, before: JsonObject) => JsonObject,
  comparable?: (output: JsonObject) => JsonObject,
): Machine {
  return {
    machine,
    start: () => ({
      before: (recorded) => recorded,
      play: (input, recorded) => ({ after: null, output: evaluate(input, recorded as JsonObject) }),
    }),
    ...(comparable === undefined ? {} : { comparable }),
  };
}
