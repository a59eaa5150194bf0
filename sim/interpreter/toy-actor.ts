/** The actors of the toy models: handlers as data, with timers, messages, deferred answers and aborts. */
import type { Transport } from '../network/rpc.js';
import { ProcessAbort } from '../process/abort.js';
import { actor, type ActorContext } from '../process/actor.js';
import type { CallId } from '../process/event.js';
import type { ProcessKind } from '../process/model.js';
import type { Value } from '../world/value.js';

export type ActorOperation =
  | { readonly op: 'bump' | 'reply' | 'defer' | 'answer held' | 'cancel tick' | 'decide' }
  | { readonly op: 'tell'; readonly to: number }
  | { readonly op: 'tick'; readonly duration: string }
  | { readonly op: 'pick'; readonly count: number }
  | { readonly op: 'mark'; readonly name: string }
  | { readonly op: 'abort'; readonly when: number };

export interface ToyActor {
  readonly kind: string;
  readonly handlers: Readonly<Record<'get' | 'put' | 'tell' | 'tick' | 'poke', readonly ActorOperation[]>>;
  readonly starts: readonly ActorOperation[];
  readonly restarts: boolean;
  readonly transport: Transport;
  readonly nameOf: (index: number) => string;
}

type State = {
  n: number;
  /** Calls that are to be answered later. */
  held: CallId[];
  /** How many ticks are pending: there may be equal ones. */
  ticks: number;
};

const OUTCOMES = [{ name: 'well', fault: null }, { name: 'badly', fault: 'hang' }];

export function toyActor(toy: ToyActor): ProcessKind {
  const run = (operations: readonly ActorOperation[], self: State, fuel: number, context: ActorContext): void => {
    let isOpen = context.call !== null;
    for (const operation of operations) {
      if (operation.op === 'reply') {
        if (isOpen) context.reply(self.n % 3 === 2 ? { status: 503, errorCode: 'busy' } : { ok: self.n });
        isOpen = false;
      } else if (operation.op === 'defer') {
        if (isOpen && context.call !== null) self.held.push(context.call);
        isOpen = false;
      } else {
        runOne(toy, operation, self, fuel, context);
      }
    }
    if (isOpen) context.reply({ ok: null });
  };
  return actor<State>({
    kind: toy.kind,
    restartAfter: toy.restarts ? 'restart' : null,
    transport: () => toy.transport,
    initial: () => ({ n: 0, held: [], ticks: 0 }),
    onStart: (self, context) => run(toy.starts, self, 2, context),
    on: {
      get: (self, body: { fuel: number }, context) => run(toy.handlers.get, self, body.fuel, context),
      put: (self, body: { fuel: number }, context) => run(toy.handlers.put, self, body.fuel, context),
      tell: (self, fuel: number, context) => run(toy.handlers.tell, self, fuel, context),
      poke: (self, body: { fuel: number }, context) => run(toy.handlers.poke, self, body.fuel, context),
      tick: (self, fuel: number, context) => {
        self.ticks -= 1;
        run(toy.handlers.tick, self, fuel, context);
      },
    },
  });
}

function runOne(toy: ToyActor, operation: ActorOperation, self: State, fuel: number, context: ActorContext): void {
  switch (operation.op) {
    case 'bump':
      self.n = (self.n + 1) % 6;
      context.because(`bump of ${toy.kind}`);
      return;
    case 'answer held':
      for (const call of self.held) context.answer(call, { ok: self.n });
      self.held = [];
      return;
    case 'cancel tick':
      if (self.ticks === 0) return;
      context.cancel('tick', 0);
      self.ticks -= 1;
      return;
    case 'tell':
      if (fuel > 0) context.send(toy.nameOf(operation.to), 'tell', fuel - 1 as Value);
      return;
    case 'tick':
      if (self.ticks >= 3) return;
      context.after('tick', 0, operation.duration);
      self.ticks += 1;
      return;
    case 'pick':
      self.n = (self.n + context.pick('toy actor', operation.count)) % 6;
      return;
    case 'decide':
      self.n = (self.n + context.decide('how the actor does', OUTCOMES)) % 6;
      return;
    case 'mark':
      context.mark(operation.name);
      return;
    case 'abort':
      if (self.n === operation.when) throw new ProcessAbort('an assertion of the toy actor');
  }
}
