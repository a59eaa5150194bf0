/** Who is behind an event: the name with which a story begins its line. */
import type { Event } from '../process/event.js';

/** The subject of an event's line; null for faults, their end and a spec's actions, which have none. */
export function subjectOf(event: Event): string | null {
  switch (event.kind) {
    case 'request':
    case 'expire':
      return event.call[0];
    case 'reply':
      return event.call[1];
    case 'message':
    case 'statement':
      return event.from;
    case 'timer':
      return event.process;
    case 'wake':
    case 'begin':
    case 'answer':
      return event.task[0];
    case 'stimulus':
      return event.source;
    case 'fault':
    case 'healing':
    case 'action':
      return null;
  }
}
