/**
 * Profiles: which faults may strike in timed runs and how often, and how long things take.
 *
 * Rates are of the profile's making: no source gives them, and no conclusion may rest on one. Each run draws its own
 * part of a profile (swarm testing): it switches about half of the kinds off and scales the others.
 */
export interface Profile {
  readonly name: string;
  /** What it is for, in a line. */
  readonly sentence: string;
  /** For each kind of fault at a choice: how many times in a million choices that offer it. */
  readonly perMillion: Readonly<Record<string, number>>;
  /** For each kind of lasting fault: its share among those that begin. */
  readonly lasting: Readonly<Record<string, number>>;
  /** The mean number of steps between two lasting faults; 0 for none. */
  readonly eventsBetweenLasting: number;
  /** How many in a million events are later than their nominal range. */
  readonly latePerMillion: number;
  /** Pushes durations to the upper part of their ranges: of a sample's distance from max, this share remains (per cent). */
  readonly slackPercent: number;
}

/** The kind of a timing fault: one event later than its nominal range. */
export const LATE = 'late';

/** What one run drew from its profile. */
export interface RunPlan {
  /** Kinds that may strike, with their rate or share in this run, in the order of their names. */
  readonly kinds: readonly { readonly kind: string; readonly rate: number }[];
  readonly eventsBetweenLasting: number;
  readonly stimuli: readonly { readonly source: string; readonly count: number }[];
  /** When the fault phase ends, in microseconds. */
  readonly healAt: number;
}

/** Every kind of fault that some profile can use, for `--faults`. */
export const FAULT_KINDS: Readonly<Record<string, string>> = {
  'lost-request': 'a request never reaches its server',
  'lost-reply': 'a server did the work, and its reply is lost',
  'lost-message': 'a datagram is lost',
  duplicate: 'a datagram arrives twice (only where the transport allows)',
  refused: 'a connection is refused',
  reset: 'a connection is reset after the server did the work',
  'truncated-body': 'the body of a reply is cut short',
  'undocumented-status': 'a reply carries a status outside the documented ranges',
  unencodable: 'a client cannot encode its request',
  'injected-500': 'something in between answers 500, and the server does nothing',
  'injected-503': 'something in between answers 503, and the server does nothing',
  'injected-429': 'something in between answers 429, and the server does nothing',
  'injected-4xx': 'something in between answers 400, and the server does nothing',
  'replaced-500': 'a server did the work, and its reply is replaced by a 500',
  [LATE]: 'one event is later than its nominal range',
  'database-failed': 'a statement fails and is not applied (serialization failures among them)',
  'database-ambiguous': 'a statement is applied and reported as failed',
  'database-unavailable': 'no connection to the database for one statement',
  'database-slow': 'a statement is applied and its answer takes seconds',
  'database-outage': 'no connection to the database for a while',
  crash: 'a process dies and is started again by whoever supervises it',
  hang: 'a process does nothing for a while, and then goes on',
  partition: 'two processes cannot reach each other for a while',
  'one-way-partition': 'one process cannot reach another for a while',
  clog: 'what two processes send each other is held back for a while',
};
