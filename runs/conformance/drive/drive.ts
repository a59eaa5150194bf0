/**
 * Drives a program of a service to its end, all at once: its effects meet a small world, and its calls, statements and
 * decisions are answered as a recording says. So what is held to the recording is the handler that the engine runs.
 *
 * Leaves out time, faults and everybody else. A lock is always free, and never let go: the recording holds on to every
 * object, as a monitor would. Tasks that are spawned are handed to the surroundings.
 */
import { ModelAbort } from '../../../models/omicron/abort.js';
import type { StatementAnswer } from '../../../sim/database/statement.js';
import type { CallResult } from '../../../sim/network/call-failure.js';
import { memoryCell, type Effect, type Memory } from '../../../sim/process/effect.js';
import { mintId, releaseId } from '../../../sim/process/identity.js';
import { canonical, deepFreeze, type Value } from '../../../sim/world/value.js';
import type { SmallWorld } from './small-world.js';

/** What a driven program meets. */
export interface Surroundings {
  /** The process that it runs in. */
  readonly process: string;
  readonly world: SmallWorld;
  call(to: string, endpoint: string, body: Value): CallResult<Value>;
  /** The index of the option. */
  decide(label: string): number;
  statement(name: string, input: Value): StatementAnswer;
  spawn(program: string, args: Value): void;
}

/** How a program ended: with its result, or by going on as another program. */
export type Ended<Result> = { readonly result: Result } | { readonly goesOnAs: string; readonly args: Value };

/** @throws ModelAbort when the process aborts, and whatever the program throws. */
export function drive<Result>(program: Generator<Effect, Result, Value>, surroundings: Surroundings): Ended<Result> {
  let next = program.next();
  while (next.done !== true) {
    const effect = next.value;
    if (effect.effect === 'again') return { goesOnAs: effect.program, args: effect.args };
    next = program.next(asAnswer(perform(effect, surroundings)));
  }
  return { result: next.value };
}

/** The result of a program that does not go on as another. */
export function resultOf<Result>(program: Generator<Effect, Result, Value>, surroundings: Surroundings): Result {
  const ended = drive(program, surroundings);
  if ('result' in ended) return ended.result;
  throw new Error(`the program goes on as '${ended.goesOnAs}', where it should answer`);
}

function perform(effect: Effect, surroundings: Surroundings): Value {
  const { process, world } = surroundings;
  switch (effect.effect) {
    case 'call':
    case 'retry':
      return surroundings.call(effect.to, effect.endpoint, effect.body) as unknown as Value;
    case 'statement':
      return surroundings.statement(effect.statement, effect.input) as unknown as Value;
    case 'decide':
      return surroundings.decide(effect.label);
    case 'memory':
      return effect.run(memoryOf(world, process));
    case 'mint':
      return mintId(world, effect.parent, effect.kind);
    case 'release':
      releaseId(world, effect.id);
      return null;
    case 'lock':
      world.set(['lock', process, ...effect.name], true);
      return null;
    case 'pick':
      return 0;
    case 'spawn':
      surroundings.spawn(effect.program, effect.args);
      return null;
    case 'abort':
      throw new ModelAbort(effect.reason);
    default:
      // Sleeps, marks, and a lock that is given back.
      return null;
  }
}

function memoryOf(step: SmallWorld, process: string): Memory {
  return {
    process,
    step,
    get: (...key) => step.get(memoryCell(process, key)),
    has: (...key) => step.has(memoryCell(process, key)),
    set: (key, value) => step.set(memoryCell(process, key), value),
    remove: (...key) => step.remove(memoryCell(process, key)),
    mark: () => undefined,
    remember: (key, value) => step.set(['history', ...key], value),
    recall: (key) => step.get(['history', ...key]),
  };
}

/** As a program gets it from its log: frozen, its keys sorted. */
function asAnswer(value: Value): Value {
  return typeof value === 'object' && value !== null ? deepFreeze(JSON.parse(canonical(value)) as Value) : value;
}
