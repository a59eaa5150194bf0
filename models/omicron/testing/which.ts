/**
 * Descriptions of pending events, for scripts: `reply('instance_put_state', { to: 'sled-1' })` is the reply to any call of
 * that endpoint of sled-1. What a description leaves open may be anything.
 */
import type { Event } from '../../../sim/process/event.js';
import { canonical } from '../../../sim/world/value.js';

/** A set of events, and its name in error messages. */
export interface Which {
  readonly name: string;
  readonly has: (event: Event) => boolean;
}

/** Narrows a description. */
export interface Where {
  /** The process that sent it: of a reply or a time-out, the caller. */
  readonly from?: string;
  /** The process that it is for: of a reply or a time-out, the server. */
  readonly to?: string;
  /** A text that its content has somewhere: the id of an instance or a VMM, say. */
  readonly about?: string;
}

/** A request on its way to its server. */
export function request(endpoint: string, where: Where = {}): Which {
  return ofCall('request', endpoint, where);
}

/** The answer to a request on its way back. */
export function reply(endpoint: string, where: Where = {}): Which {
  return ofCall('reply', endpoint, where);
}

/** The time-out of a call. */
export function timeout(endpoint: string, where: Where = {}): Which {
  return ofCall('expire', endpoint, where);
}

/** A statement on its way to the database. `from` is the process that sent it. */
export function statement(name: string, where: Where = {}): Which {
  return which(`statement ${name}`, where, (event) => event.kind === 'statement' && event.statement === name &&
    (where.from === undefined || event.from === where.from));
}

/** The database's answer to a statement. `to` is the process that waits for it. */
export function answer(name: string, where: Where = {}): Which {
  return which(`the answer to statement ${name}`, where, (event) => event.kind === 'answer' && event.statement === name &&
    (where.to === undefined || event.task[0] === where.to));
}

/** The end of a wait of a task (a sleep, a lock that is granted). `to` is the process of the task. */
export function wake(program: string, where: Where = {}): Which {
  return which(`the end of a wait of '${program}'`, where, (event) => event.kind === 'wake' && event.task[1] === program &&
    (where.to === undefined || event.task[0] === where.to));
}

/** A timer of an actor. `to` is the actor. */
export function timer(name: string, where: Where = {}): Which {
  return which(`timer '${name}'`, where, (event) => event.kind === 'timer' && event.name === name &&
    (where.to === undefined || event.process === where.to));
}

/** The restart of a process that crashed. */
export function restart(process: string): Which {
  return which(`the restart of ${process}`, {}, (event) =>
    event.kind === 'healing' && event.healing === 'restart' && event.subject === process);
}

/** Anything that a process does or is given: what is pending for it, and the statements that it sent. */
export function anythingOf(process: string): Which {
  return which(`anything of ${process}`, {}, (event) => {
    switch (event.kind) {
      case 'request':
        return event.call[1] === process;
      case 'reply':
      case 'expire':
        return event.call[0] === process;
      case 'statement':
        return event.from === process;
      case 'answer':
      case 'wake':
      case 'begin':
        return event.task[0] === process;
      case 'timer':
        return event.process === process;
      default:
        return false;
    }
  });
}

function ofCall(kind: 'request' | 'reply' | 'expire', endpoint: string, where: Where): Which {
  const name = { request: 'a request', reply: 'a reply', expire: 'the time-out' }[kind];
  return which(`${name} of ${endpoint}`, where, (event) => event.kind === kind && event.call[2] === endpoint &&
    (where.from === undefined || event.call[0] === where.from) && (where.to === undefined || event.call[1] === where.to));
}

function which(name: string, where: Where, has: (event: Event) => boolean): Which {
  const { about } = where;
  const narrowed = Object.keys(where).length === 0 ? name : `${name} ${JSON.stringify(where)}`;
  return { name: narrowed, has: (event) => has(event) && (about === undefined || canonical(event).includes(about)) };
}
