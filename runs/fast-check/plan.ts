/**
 * The plan of a run, as fast-check makes and shrinks it: what happens of its own accord and when, where faults strike, and how long
 * things take. Plain numbers, of which smaller ones mean less: no request, no fault, the first of what is proposed, the shortest
 * nominal time. So fast-check's own shrinking leads to small runs, whatever the model is.
 *
 * A plan does not name requests or faults: which there are depends on the world. It says the how-manieth of those that the model
 * proposes when the time has come.
 */

export interface Plan {
  readonly happenings: readonly Happening[];
  readonly faults: readonly Strike[];
  /** The events that are late: the how-manieth of those that are armed and may be. */
  readonly late: readonly number[];
  /** 0: everything takes its shortest nominal time; else which times are drawn within the ranges. */
  readonly timing: number;
}

/** Something that happens of its own accord. */
export interface Happening {
  readonly kind: 'request' | 'fault';
  /** So long after the one before it, in microseconds. */
  readonly gap: number;
  /** Which of those that the model proposes then. */
  readonly which: number;
}

/** A fault at a choice. */
export interface Strike {
  /** The how-manieth choice that offers one. */
  readonly nth: number;
  /** Which of those that it offers. */
  readonly which: number;
}

/** How large plans may be. */
export interface PlanBounds {
  /** Requests of users and events of guests (default: 6). */
  readonly requestsMax?: number;
  /** Faults at choices: of the network, the database, and the model's own (default: 2). */
  readonly faultsMax?: number;
  /** Faults that last, such as crashes and partitions (default: 1). */
  readonly lastingMax?: number;
  /** Events that are later than their range (default: 1). */
  readonly lateMax?: number;
  /** The longest gap between two happenings, in microseconds (default: two minutes). */
  readonly gapMax?: number;
}

export const DEFAULT_BOUNDS: Required<PlanBounds> = { requestsMax: 6, faultsMax: 2, lastingMax: 1, lateMax: 1, gapMax: 120_000_000 };
