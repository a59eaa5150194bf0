/**
 * Background tasks: each makes a round every so often, lists what there is to do, and does one after the other. Whatever fails is
 * left for the next round, of any Nexus: they know nothing of each other, and keep nothing between rounds
 * (nexus/src/app/background/driver.rs).
 */
import { again, sleep, type AnyProgram } from '../../../../sim/process/effect.js';
import { Failure } from '../../../../sim/process/failure.js';
import type { Value } from '../../../../sim/world/value.js';
import type { Handler } from '../answers.js';

export const PERIOD = 'background period';
export const PHASE = 'background phase';

interface Round extends Record<string, Value> {
  /** What is left of this round; null before it. */
  readonly rest: readonly string[] | null;
  readonly wait: string;
}

/** Before its first round: a Nexus that starts is anywhere in the period. */
export const FIRST_ROUND: Round = { rest: null, wait: PHASE };

/** `list` says what there is to do; `each` does one of it. */
export function rounds(
  program: string, list: () => Handler<Value & readonly string[]>, each: (vmmId: string) => Handler,
): Readonly<Record<string, AnyProgram>> {
  return { [program]: (round: Round) => advance(program, list, each, round) };
}

function* advance(
  program: string, list: () => Handler<Value & readonly string[]>, each: (vmmId: string) => Handler, { rest, wait }: Round,
): Handler {
  if (rest === null) {
    yield* sleep(wait);
    const listed = yield* tolerant(list());
    return yield* again(program, listed === null ? { rest: null, wait: PERIOD } : { rest: listed, wait: PERIOD });
  }
  const [first, ...others] = rest;
  if (first === undefined) return yield* again(program, { rest: null, wait: PERIOD });
  yield* tolerant(each(first));
  return yield* again(program, { rest: others, wait: PERIOD });
}

/** A failure is only logged. */
export function* tolerant<T extends Value>(work: Handler<T>): Handler<T | null> {
  try {
    return yield* work;
  } catch (failure) {
    if (failure instanceof Failure) return null;
    throw failure;
  }
}
