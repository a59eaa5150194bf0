/** The services of the toy models: programs as data, which together use every effect. */
import type { Transport } from '../network/rpc.js';
import { removeProcess, statusOf } from '../process/crash.js';
import {
  abort, again, call, decide, lock, mark, memory, mint, pick, release, retryCall, sleep, spawn, statement, unlock,
  type Effect,
} from '../process/effect.js';
import type { ProcessKind } from '../process/model.js';
import { service } from '../process/service.js';
import type { Step } from '../step/step.js';
import type { Value } from '../world/value.js';
import { TOY_STATEMENTS } from './toy-statements.js';

export type Operation =
  | { readonly op: 'call'; readonly to: number; readonly endpoint: 'get' | 'put'; readonly timeout: string | null }
  | { readonly op: 'retry'; readonly to: number; readonly timeout: string | null }
  | { readonly op: 'statement'; readonly name: string; readonly key: string }
  | { readonly op: 'sleep'; readonly duration: string }
  | { readonly op: 'bump' | 'forget' | 'bump durable' | 'answer an object' }
  | { readonly op: 'start zone' | 'stop zone'; readonly zone: string }
  | { readonly op: 'locked'; readonly name: string; readonly body: readonly Operation[] }
  | { readonly op: 'pick'; readonly count: number }
  | { readonly op: 'decide' }
  | { readonly op: 'spawn' | 'again'; readonly program: 'p' | 'q' }
  | { readonly op: 'mark'; readonly name: string }
  | { readonly op: 'mint' | 'release' }
  | { readonly op: 'abort' | 'throw' | 'return'; readonly when: number }
  | { readonly op: 'branch'; readonly odd: readonly Operation[]; readonly even: readonly Operation[] };

export interface ToyService {
  readonly kind: string;
  readonly endpoints: Readonly<Record<'get' | 'put', readonly Operation[]>>;
  readonly programs: Readonly<Record<'p' | 'q', readonly Operation[]>>;
  readonly starts: boolean;
  readonly restarts: boolean;
  readonly transport: Transport;
  readonly nameOf: (index: number) => string;
  readonly startZone: (step: Step, zone: string) => void;
}

const OUTCOMES = [{ name: 'well', fault: null }, { name: 'badly', fault: 'crash' }, { name: 'fairly', fault: null }];
const STATEMENTS = Object.fromEntries(Object.values(TOY_STATEMENTS).map(({ name, run }) => [name, statement(name, run as never)]));

/** What a program knows: a number that every answer changes, its fuel, an id that it minted. */
interface Register {
  x: number;
  fuel: number;
  id: string | null;
}

const RETURNED = Symbol('returned');

export function toyService(toy: ToyService): ProcessKind {
  const program = (operations: readonly Operation[]) => (args: { x: number; fuel: number } | string) => {
    const begin = typeof args === 'string' ? { x: 1, fuel: 2 } : args;
    return runProgram(toy, operations, begin);
  };
  return service({
    kind: toy.kind,
    endpoints: { get: program(toy.endpoints.get), put: program(toy.endpoints.put) },
    programs: { p: program(toy.programs.p), q: program(toy.programs.q) },
    ...(toy.starts ? { onStart: 'p' } : {}),
    restartAfter: toy.restarts ? 'restart' : null,
    transport: () => toy.transport,
  });
}

function* runProgram(toy: ToyService, operations: readonly Operation[], { x, fuel }: { x: number; fuel: number }): Generator<Effect, Value, Value> {
  const register: Register = { x, fuel, id: null };
  yield* runAll(toy, operations, register);
  return register.x % 5 === 4 ? { status: 409, errorCode: null } : { ok: register.x };
}

function* runAll(toy: ToyService, operations: readonly Operation[], register: Register): Generator<Effect, typeof RETURNED | null, Value> {
  for (const operation of operations) {
    if ((yield* runOne(toy, operation, register)) === RETURNED) return RETURNED;
  }
  return null;
}

function* runOne(toy: ToyService, operation: Operation, register: Register): Generator<Effect, typeof RETURNED | null, Value> {
  const learn = (answer: Value): void => {
    // In the order in which the keys come, so that it shows when a replay brings them in another.
    for (const letter of JSON.stringify(answer)) register.x = (register.x * 3 + letter.charCodeAt(0)) % 11;
  };
  const next = (): { fuel: number; x: number } => ({ x: register.x, fuel: register.fuel - 1 });
  switch (operation.op) {
    case 'call':
      if (register.fuel <= 0) return null;
      learn(yield* call<Value>(toy.nameOf(operation.to), operation.endpoint, next(), operation.timeout));
      return null;
    case 'retry':
      if (register.fuel <= 0) return null;
      learn(yield* retryCall<Value>({
        to: toy.nameOf(operation.to), endpoint: 'get', body: next(), timeout: operation.timeout, backOff: 'back-off',
        transientStatuses: [503],
      }));
      return null;
    case 'statement':
      learn((yield* STATEMENTS[operation.name]!({ key: operation.key })) as unknown as Value);
      return null;
    case 'sleep':
      yield* sleep(operation.duration);
      return null;
    case 'bump':
      learn(yield* memory((cells) => {
        const n = (((cells.get('n') ?? 0) as number) + 1) % 6;
        cells.set(['n'], n);
        cells.mark('bumped');
        return n;
      }));
      return null;
    case 'bump durable':
      learn(yield* memory(({ step, process }) => {
        const n = (((step.get(['durable', process, 'n']) ?? 0) as number) + 1) % 6;
        step.set(['durable', process, 'n'], n);
        step.because('durable');
        return n;
      }));
      return null;
    case 'forget':
      learn(yield* memory((cells) => {
        const was = cells.has('n');
        cells.remove('n');
        return was;
      }));
      return null;
    case 'answer an object':
      learn(yield* memory((cells) => ({ z: cells.get('n'), a: 1, m: { y: 1, b: [2] } })));
      return null;
    case 'start zone':
    case 'stop zone':
      learn(yield* memory(({ step }) => {
        const status = statusOf(step, operation.zone);
        if (operation.op === 'start zone') {
          if (status === null) toy.startZone(step, operation.zone);
        } else if (status !== null) {
          removeProcess(step, operation.zone);
        }
        return status as unknown as Value;
      }));
      return null;
    case 'locked': {
      yield* lock(operation.name);
      const end = yield* runAll(toy, operation.body, register);
      yield* unlock(operation.name);
      return end;
    }
    case 'pick':
      learn(yield* pick('toy', operation.count));
      return null;
    case 'decide':
      learn(yield* decide('how it goes', OUTCOMES));
      return null;
    case 'spawn':
      if (register.fuel > 0) yield* spawn(operation.program, next());
      return null;
    case 'again':
      if (register.fuel > 0) yield* again(operation.program, next());
      return null;
    case 'mark':
      yield* mark(operation.name);
      return null;
    case 'mint':
      register.id ??= yield* mint('toy', 'thing');
      learn(register.id);
      return null;
    case 'release':
      if (register.id !== null) yield* release(register.id);
      register.id = null;
      return null;
    case 'abort':
      if (register.x === operation.when) yield* abort('an assertion of the toy');
      return null;
    case 'throw':
      if (register.x === operation.when && register.fuel === 1) throw new Error('the toy breaks');
      return null;
    case 'return':
      return register.x === operation.when ? RETURNED : null;
    case 'branch':
      return yield* runAll(toy, register.x % 2 === 1 ? operation.odd : operation.even, register);
  }
}
