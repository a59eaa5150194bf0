/**
 * Twenty changes that a developer would make to the omicron model, none of which mends anything: what a capsule must survive.
 * Each wraps the model as it is; nothing of it is copied.
 */
import { markUp } from '../../sim/process/crash.js';
import type { DurationRange, Model } from '../../sim/process/model.js';
import type { Event } from '../../sim/process/event.js';
import { actor } from '../../sim/process/actor.js';
import type { Choice, Step } from '../../sim/step/step.js';
import type { Value } from '../../sim/world/value.js';
import { changedKinds } from './wrapped-step.js';

export interface ModelChange {
  /** What a developer would say of it. */
  readonly name: string;
  /** Settings that are other than the capsule's. */
  settings?(settings: Readonly<Record<string, number>>): Record<string, number>;
  change?(model: Model): Model;
}

const SECOND = 1_000_000;

export const MODEL_CHANGES: readonly ModelChange[] = [
  { name: 'one more sled', settings: (given) => more(given, 'sleds') },
  { name: 'one more Nexus', settings: (given) => more(given, 'nexuses') },
  { name: 'one more instance', settings: (given) => more(given, 'instances') },
  { name: 'more requests of users', settings: (given) => ({ ...given, requests: 30, guestEvents: 5 }) },
  { name: 'a renamed statement', change: (model) => renamedStatement(model, 'instance_update_runtime', 'instance_update_runtime_if_newer') },
  { name: 'a renamed statement of sagas', change: (model) => renamedStatement(model, 'saga_create_event', 'saga_node_event_insert') },
  { name: 'a renamed timer', change: (model) => renamedTimers(model) },
  { name: 'an extra message: Nexus tells dendrite of every request', change: extraMessage },
  { name: 'an extra statement: Nexus keeps an audit log', change: auditLog },
  { name: 'an extra wait in every task of a sled agent', change: (model) => extraWait(model, ['sled-agent']) },
  { name: 'an extra wait in every task of Nexus', change: (model) => extraWait(model, ['nexus']) },
  { name: 'a new process that sends a heartbeat', change: heartbeat },
  { name: 'a changed range: messages take up to 50 ms', change: (model) => ranges(model, { message: { max: 50_000 } }) },
  { name: 'a changed range: zones boot in 8 to 40 s', change: (model) => ranges(model, { 'zone boot': { min: 8 * SECOND, max: 40 * SECOND } }) },
  { name: 'a changed range: statements take 2 to 60 ms', change: (model) => ranges(model, { statement: { min: 2_000, max: 60_000 } }) },
  { name: 'a shorter time-out of calls to sleds: 45 s', settings: (given) => ({ ...given, sledClientTimeout: 45 * SECOND }) },
  { name: 'a new kind of fault, at every choice of Nexus', change: (model) => options(model, (made) => ({ ...made, options: [...made.options, NEW_FAULT] })) },
  { name: 'the options of choices in another order', change: (model) => options(model, reversed) },
  { name: 'a reordered handler: what a step arms, in the opposite order', change: armsReversed },
  { name: 'a choice between equal options, before every request is served', change: extraChoice },
];

const NEW_FAULT = { name: 'answered out of turn', fault: 'lost-reply' };

function more(settings: Readonly<Record<string, number>>, name: string): Record<string, number> {
  return { ...settings, [name]: (settings[name] ?? 1) + 1 };
}

function everyKind(): boolean {
  return true;
}

function renamedStatement(model: Model, before: string, after: string): Model {
  const { [before]: definition, ...statements } = model.statements;
  if (definition === undefined) throw new Error(`the model has no statement '${before}'`);
  const renamed = changedKinds(model, everyKind, () => ({
    arm: (step, event, duration) => step.arm(
      (event.kind === 'statement' && event.statement === before ? { ...event, statement: after } : event) as unknown as Value, duration),
  }));
  return { ...renamed, statements: { ...statements, [after]: definition } };
}

/** Timers of actors bear a prefix, as when a naming convention is introduced. */
function renamedTimers(model: Model): Model {
  const prefix = 'timer: ';
  const inner = changedKinds(model, everyKind, () => ({
    arm: (step, event, duration) => step.arm((event.kind === 'timer' ? { ...event, name: prefix + event.name } : event) as unknown as Value, duration),
  }));
  const kinds = Object.entries(inner.kinds).map(([name, kind]) => [name, {
    ...kind,
    handle: (step: Step, process: string, event: Event) =>
      kind.handle(step, process, event.kind === 'timer' ? { ...event, name: event.name.slice(prefix.length) } : event),
  }] as const);
  return { ...inner, kinds: Object.fromEntries(kinds) };
}

function extraMessage(model: Model): Model {
  const tells = changedKinds(model, (kind) => kind === 'nexus', (process, event) => ({
    done: (step) => {
      if (event?.kind !== 'request') return;
      step.arm({ kind: 'message', from: process, to: 'dendrite', name: 'request served', body: event.call[2] } as unknown as Value, 'message');
    },
  }));
  return changedKinds(tells, (kind) => kind === 'dendrite', () => ({}), (_step, _process, event) => event.kind === 'message');
}

function auditLog(model: Model): Model {
  const written = changedKinds(model, (kind) => kind === 'nexus', (process, event) => ({
    done: (step) => {
      if (event?.kind !== 'request') return;
      const insert = { kind: 'statement', from: process, task: null, statement: 'audit_log_insert', input: event.call[2] };
      step.arm(insert as unknown as Value, 'statement');
    },
  }));
  return { ...written, statements: { ...written.statements, audit_log_insert: { name: 'audit_log_insert', run: () => null } } };
}

/** What a task waits for arrives a moment later: by way of a timer of its process. */
function extraWait(model: Model, kindNames: readonly string[]): Model {
  const timer = 'an extra wait';
  return changedKinds(model, (kind) => kindNames.includes(kind), (process) => ({
    arm: (step, event, duration) => {
      if (event.kind !== 'reply') step.arm(event as unknown as Value, duration);
      else step.arm({ kind: 'timer', process, name: timer, subject: event } as unknown as Value, 'statement answer');
    },
  }), (step, _process, event) => {
    if (event.kind !== 'timer' || event.name !== timer) return false;
    step.arm(event.subject, 'message');
    return true;
  });
}

function heartbeat(model: Model): Model {
  const clock = actor<{ beats: boolean }>({
    kind: 'clock', restartAfter: null, initial: () => ({ beats: true }),
    onStart: (_self, context) => context.after('beat', null, 'heartbeat'),
    on: { beat: (_self, _body, context) => context.after('beat', null, 'heartbeat') },
  });
  return {
    ...model,
    kinds: { ...model.kinds, clock },
    durations: { ...model.durations, heartbeat: { min: 20 * SECOND, max: 20 * SECOND, shape: 'fixed', mayBeLate: false, recurring: true } },
    begin: (step) => {
      model.begin(step);
      markUp(step, 'clock', 'clock');
      clock.start(step, 'clock');
    },
  };
}

function ranges(model: Model, changed: Readonly<Record<string, Partial<DurationRange>>>): Model {
  const durations = Object.entries(model.durations).map(([name, range]) => [name, { ...range, ...changed[name] }] as const);
  return { ...model, durations: Object.fromEntries(durations) };
}

function options(model: Model, change: (choice: Choice) => Choice): Model {
  return changedKinds(model, everyKind, () => ({
    choose: (step, choice) => {
      const offered = change(choice);
      const option = offered.options[step.choose(offered)]!;
      // The new one is handled like the last that was there before.
      const index = choice.options.findIndex(({ name, fault }) => name === option.name && fault === option.fault);
      return index < 0 ? choice.options.length - 1 : index;
    },
  }));
}

function reversed(choice: Choice): Choice {
  return { ...choice, options: [...choice.options].reverse() };
}

function armsReversed(model: Model): Model {
  return changedKinds(model, everyKind, () => {
    const armed: [Event, string][] = [];
    return {
      arm: (_step, event, duration) => void armed.push([event, duration]),
      done: (step) => {
        for (const [event, duration] of armed.reverse()) step.arm(event as unknown as Value, duration);
      },
    };
  });
}

function extraChoice(model: Model): Model {
  const connections: Choice = {
    label: 'which connection', options: [{ name: 'the first', fault: null }, { name: 'another', fault: null }],
  };
  return changedKinds(model, (kind) => kind === 'nexus', () => ({}), (step, _process, event) => {
    if (event.kind === 'request') step.choose(connections);
    return false;
  });
}
