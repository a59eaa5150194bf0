/**
 * Lanes: on whose line of a picture a step is drawn, and from whose line its message comes. Every picture of a run has the
 * same lanes, whatever its format.
 */
import { failureOf } from '../words.js';
import { traitsOf, type Event } from '../../process/event.js';
import type { Value } from '../../world/value.js';

/** Statements are executed here. */
export const DATABASE = 'database';
/** Faults and healing that strike no single process. */
export const NETWORK = 'network';
/** Guarded actions of a spec have no process. */
export const SPEC = 'spec';

export interface Lanes {
  /** Where the step happens. */
  readonly at: string;
  /** Who sent what arrives with it; null when nothing arrives. */
  readonly from: string | null;
}

/** The lanes of an event. */
export function lanesOf(event: Event): Lanes {
  switch (event.kind) {
    case 'stimulus':
      return { at: event.process, from: event.source };
    case 'request':
      return { at: event.call[1], from: event.call[0] };
    case 'reply':
      return { at: event.call[0], from: isLocal(event) ? null : event.call[1] };
    case 'message':
      return { at: event.to, from: event.from };
    case 'statement':
      return { at: DATABASE, from: event.from };
    case 'answer':
      return { at: event.task[0], from: DATABASE };
    case 'fault':
      return { at: struckBy(event.fault, event.subject), from: null };
    case 'healing':
      return { at: struckBy(event.healing, event.subject), from: null };
    default:
      return { at: traitsOf(event).executor ?? SPEC, from: null };
  }
}

/** What the client's own transport says crosses no network. */
function isLocal(event: Event): boolean {
  const failure = failureOf(event);
  return failure !== null && failure.kind !== 'ErrorResponse';
}

function struckBy(name: string, subject: Value): string {
  if (typeof subject === 'string') return subject;
  return name.startsWith('database') ? DATABASE : NETWORK;
}
