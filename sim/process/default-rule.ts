/**
 * The rule that answers for a step's writes when its handler names none: what ran, without the names of processes, so
 * that a fingerprint does not depend on which of several equal processes it was.
 */
import type { Event } from './event.js';

export function defaultRule(event: Event): string {
  switch (event.kind) {
    case 'request':
      return event.call[2];
    case 'reply':
    case 'expire':
      return `after ${event.call[2]}`;
    case 'statement':
      return event.statement;
    case 'answer':
      return `${event.task[1]} after ${event.statement}`;
    case 'wake':
    case 'begin':
      return event.task[1];
    case 'message':
    case 'timer':
    case 'stimulus':
      return event.name;
    case 'action':
      return event.action;
    case 'fault':
      return event.fault;
    case 'healing':
      return event.healing;
  }
}
