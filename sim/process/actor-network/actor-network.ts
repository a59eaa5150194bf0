/** The model that a network of actors stands for: see network-actor.ts for what it means. */
import type { Step } from '../../step/step.js';
import type { CellName } from '../../world/cell.js';
import type { Value } from '../../world/value.js';
import type { Event, MessageEvent } from '../event.js';
import { symmetricSets, type DurationRange, type GuardedAction, type Model, type ProcessKind } from '../model.js';
import type { ActorNetworkDefinition, Message, NetworkActor } from './network-actor.js';
import { addTo, drop, isDropped, put, queueCell, shift, take } from './network.js';
import { runHandler, runStart, stateCell, type Command, type Outcome } from './outcome.js';

type AnyActor = NetworkActor<Record<string, Value>>;

const SOME_TIME: DurationRange = { min: 1, max: 1_000_000, shape: 'uniform', mayBeLate: false, recurring: true };

export function actorNetwork(definition: ActorNetworkDefinition): Model {
  const { name, actors, network, crashesMax = 0, recovery = 'possible' } = definition;
  const names = Object.keys(actors);
  const system = new System(definition);
  const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));
  return {
    name,
    kinds: { actor: system.kind, nobody: NOBODY(definition) },
    statements: {},
    actions: {
      deliver: ((step, [from, to]: readonly [string, string]) => system.deliverHead(step, from, to)) as GuardedAction,
      crash: ((step, actor: string) => system.crash(step, actor)) as GuardedAction,
      recover: ((step, actor: string) => system.recover(step, actor)) as GuardedAction,
    },
    optionalActions: ['crash'],
    durations: { message: SOME_TIME, timer: SOME_TIME, choice: SOME_TIME, action: SOME_TIME },
    stimuli: [],
    faults: () => [],
    transport: () => 'reliable',
    ...symmetricSets(definition.symmetric),
    begin(step) {
      definition.history?.begin?.(step);
      for (const actor of names) step.set(['process', actor], { kind: 'actor', status: 'up' });
      for (const actor of names) system.start(step, actor, null);
      if (network === 'ordered') for (const pair of pairs) step.arm({ kind: 'action', action: 'deliver', parameter: pair }, 'action');
      if (crashesMax === 0) return;
      for (const action of recovery === 'possible' ? ['crash', 'recover'] : ['crash']) {
        for (const parameter of names) step.arm({ kind: 'action', action, parameter }, 'action');
      }
    },
  };
}

/** Whoever does not exist: what is sent to it stays on the network (E4). */
function NOBODY(definition: ActorNetworkDefinition): ProcessKind {
  return {
    kind: 'nobody', handlers: [], restartAfter: null, start: () => undefined, serve: () => undefined,
    handle: (step, _process, event) => {
      if (event.kind === 'message' && isDropped(step, definition)) drop(step, definition, event);
      else step.block();
    },
  };
}

class System {
  readonly kind: ProcessKind;
  private readonly definition: ActorNetworkDefinition;
  private readonly properties: Readonly<Record<string, readonly string[]>>;

  constructor(definition: ActorNetworkDefinition) {
    this.definition = definition;
    this.properties = Object.fromEntries(Object.entries(definition.actors).map(([name, actor]) =>
      [name, [...runStart(name, (actor as AnyActor).start, null).writes.keys()].sort()]));
    this.kind = {
      kind: 'actor', handlers: [], restartAfter: null, start: () => undefined, serve: () => undefined,
      handle: (step, process, event) => this.handle(step, process, event),
    };
  }

  start(step: Step, actor: string, storage: Value): void {
    this.apply(step, actor, runStart(actor, this.actor(actor).start, storage));
  }

  /** E5 on an ordered network: a delivery that changes nothing still takes the message, unless it is to stay. */
  deliverHead(step: Step, from: string, to: string): boolean {
    const queue = step.get(queueCell(from, to)) as readonly Message[] | null;
    if (queue === null) return false;
    if (isDropped(step, this.definition)) {
      shift(step, from, to);
      return true;
    }
    if (this.isDown(step, to)) return false;
    const message = queue[0]!;
    const outcome = this.receive(step, from, to, message);
    if (isNothing(outcome) && this.definition.ignoredMessages === 'stay') return false;
    this.definition.history?.received?.(step, from, to, message);
    shift(step, from, to);
    this.apply(step, to, outcome);
    return true;
  }

  /** E8. */
  crash(step: Step, actor: string): boolean {
    const down = (step.get(DOWN) as number | null) ?? 0;
    if (this.isDown(step, actor) || down >= (this.definition.crashesMax ?? 0)) return false;
    for (const timer of this.definition.timers ?? []) this.cancelTimer(step, actor, timer);
    for (const key of keysOf(step, actor)) this.choose(step, actor, key, []);
    step.set(crashedCell(actor), true);
    addTo(step, DOWN, 1);
    return true;
  }

  recover(step: Step, actor: string): boolean {
    if (!this.isDown(step, actor)) return false;
    step.remove(crashedCell(actor));
    addTo(step, DOWN, -1);
    this.start(step, actor, step.get(storageCell(actor)));
    return true;
  }

  private handle(step: Step, process: string, event: Event): void {
    switch (event.kind) {
      case 'message':
        return this.deliver(step, event);
      case 'timer':
        return this.fireTimer(step, process, event.name);
      case 'stimulus':
        return this.select(step, process, event.name, event.body);
      default:
        throw new Error(`an actor on a network cannot handle a ${event.kind}`);
    }
  }

  /** E5 on an unordered network: a delivery that changes nothing does not happen, unless it is to be taken. */
  private deliver(step: Step, event: MessageEvent): void {
    const { from, to } = event;
    const message = event.body as Message;
    if (isDropped(step, this.definition)) return drop(step, this.definition, event);
    if (this.isDown(step, to)) return step.block();
    const outcome = this.receive(step, from, to, message);
    if (isNothing(outcome) && this.definition.ignoredMessages !== 'are taken') return step.block();
    this.definition.history?.received?.(step, from, to, message);
    take(step, this.definition, event);
    this.apply(step, to, outcome);
  }

  private receive(step: Step, from: string, to: string, message: Message): Outcome {
    const { receive } = this.actor(to);
    return this.run(step, to, (self, commands) => receive?.(self, from, message, commands));
  }

  /** E7. A timer that only arms itself again does not fire, unless idle timers do. */
  private fireTimer(step: Step, actor: string, timer: string): void {
    const outcome = this.run(step, actor, (self, commands) => this.actor(actor).timeout?.(self, timer, commands));
    const [command, more] = outcome.commands;
    const isIdle = outcome.writes.size === 0 && more === undefined && command?.command === 'setTimer' && command.timer === timer;
    if (isIdle && this.definition.idleTimers !== 'fire') return step.block();
    step.remove(timerCell(actor, timer));
    this.apply(step, actor, outcome);
  }

  /** E9. */
  private select(step: Step, actor: string, key: string, option: Value): void {
    const outcome = this.run(step, actor, (self, commands) => this.actor(actor).chosen?.(self, key, option, commands));
    const others = (step.get(choiceCell(actor, key)) as readonly Value[]).filter((other) => other !== option);
    for (const other of others) step.cancel(choiceEvent(actor, key, other));
    this.forgetChoice(step, actor, key);
    this.apply(step, actor, outcome);
  }

  private run(step: Step, actor: string, body: Parameters<typeof runHandler>[3]): Outcome {
    return runHandler(step, actor, this.properties[actor]!, body);
  }

  private apply(step: Step, actor: string, { writes, commands }: Outcome): void {
    for (const [property, value] of writes) step.set(stateCell(actor, property), value);
    for (const command of commands) this.command(step, actor, command);
  }

  private command(step: Step, actor: string, command: Command): void {
    switch (command.command) {
      case 'send':
        this.definition.history?.sent?.(step, actor, command.to, command.message);
        if (!(command.to in this.definition.actors)) step.set(['process', command.to], { kind: 'nobody', status: 'up' });
        return put(step, this.definition, actor, command.to, command.message);
      case 'setTimer':
        if (step.has(timerCell(actor, command.timer))) return;
        step.set(timerCell(actor, command.timer), true);
        return step.arm(timerEvent(actor, command.timer), 'timer');
      case 'cancelTimer':
        return this.cancelTimer(step, actor, command.timer);
      case 'choose':
        return this.choose(step, actor, command.key, command.options);
      case 'save':
        return step.set(storageCell(actor), command.storage);
    }
  }

  private cancelTimer(step: Step, actor: string, timer: string): void {
    if (!step.has(timerCell(actor, timer))) return;
    step.remove(timerCell(actor, timer));
    step.cancel(timerEvent(actor, timer));
  }

  private choose(step: Step, actor: string, key: string, options: readonly Value[]): void {
    for (const old of (step.get(choiceCell(actor, key)) as readonly Value[] | null) ?? []) step.cancel(choiceEvent(actor, key, old));
    this.forgetChoice(step, actor, key);
    if (options.length === 0) return;
    step.set(choiceCell(actor, key), options);
    step.set(keysCell(actor), [...keysOf(step, actor), key].sort());
    for (const option of options) step.arm(choiceEvent(actor, key, option), 'choice');
  }

  private forgetChoice(step: Step, actor: string, key: string): void {
    if (!step.has(choiceCell(actor, key))) return;
    step.remove(choiceCell(actor, key));
    const rest = keysOf(step, actor).filter((other) => other !== key);
    if (rest.length === 0) step.remove(keysCell(actor));
    else step.set(keysCell(actor), rest);
  }

  private isDown(step: Step, actor: string): boolean {
    return (this.definition.crashesMax ?? 0) > 0 && step.has(crashedCell(actor));
  }

  private actor(name: string): AnyActor {
    return this.definition.actors[name] as AnyActor;
  }
}

/** Its handler wrote nothing and commanded nothing. Writing the value that was there counts as writing. */
function isNothing({ writes, commands }: Outcome): boolean {
  return writes.size === 0 && commands.length === 0;
}

/** How many actors are down. */
const DOWN: CellName = ['variable', 'down'];

function crashedCell(actor: string): CellName {
  return ['durable', actor, 'crashed'];
}

function storageCell(actor: string): CellName {
  return ['durable', actor, 'storage'];
}

function timerCell(actor: string, timer: string): CellName {
  return ['durable', actor, 'timer', timer];
}

function timerEvent(process: string, name: string): Event & Value {
  return { kind: 'timer', process, name, subject: null };
}

function choiceCell(actor: string, key: string): CellName {
  return ['durable', actor, 'choice', key];
}

function keysCell(actor: string): CellName {
  return ['durable', actor, 'choices'];
}

function keysOf(step: Step, actor: string): readonly string[] {
  return (step.get(keysCell(actor)) as readonly string[] | null) ?? [];
}

function choiceEvent(process: string, name: string, body: Value): Event & Value {
  return { kind: 'stimulus', source: 'choice', process, name, body };
}
