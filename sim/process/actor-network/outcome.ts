/** Runs a handler of an actor on a network: what it writes and commands is collected first, and takes effect afterwards. */
import type { Step } from '../../step/step.js';
import type { CellName } from '../../world/cell.js';
import type { Value } from '../../world/value.js';
import type { ActorCommands, Message } from './network-actor.js';

export type Command =
  | { readonly command: 'send'; readonly to: string; readonly message: Message }
  | { readonly command: 'setTimer' | 'cancelTimer'; readonly timer: string }
  | { readonly command: 'choose'; readonly key: string; readonly options: readonly Value[] }
  | { readonly command: 'save'; readonly storage: Value };

export interface Outcome {
  readonly writes: ReadonlyMap<string, Value>;
  readonly commands: readonly Command[];
}

export function stateCell(actor: string, property: string): CellName {
  return ['memory', actor, property];
}

/** Runs a handler on the state of an actor. */
export function runHandler(
  step: Step, actor: string, properties: readonly string[], run: (self: never, commands: ActorCommands) => void,
): Outcome {
  const writes = new Map<string, Value>();
  const commands: Command[] = [];
  const self = {};
  for (const property of properties) {
    Object.defineProperty(self, property, {
      enumerable: true,
      get: () => (writes.has(property) ? writes.get(property) : step.get(stateCell(actor, property))),
      set: (value: Value) => void writes.set(property, value),
    });
  }
  run(Object.preventExtensions(self) as never, commandsOf(actor, commands));
  return { writes, commands };
}

/** Runs the start of an actor: its state is all that it writes. */
export function runStart(
  actor: string, start: (commands: ActorCommands, storage: Value) => Record<string, Value>, storage: Value,
): Outcome {
  const commands: Command[] = [];
  const state = start(commandsOf(actor, commands), storage);
  return { writes: new Map(Object.entries(state)), commands };
}

function commandsOf(name: string, commands: Command[]): ActorCommands {
  return {
    name,
    send: (to, message) => void commands.push({ command: 'send', to, message }),
    setTimer: (timer) => void commands.push({ command: 'setTimer', timer }),
    cancelTimer: (timer) => void commands.push({ command: 'cancelTimer', timer }),
    choose: (key, options) => void commands.push({ command: 'choose', key, options }),
    save: (storage) => void commands.push({ command: 'save', storage }),
  };
}
