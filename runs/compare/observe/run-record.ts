/** What one run came to, as numbers: plain data that workers post, and that every figure of a report is added up from. */

/** Where a figure is a time, it is in virtual milliseconds; what is measured over time is measured up to `HORIZON`. */
export interface RunRecord {
  /** Bits of the invariants that were put to the test, and of those that were violated, in the order of the experiment. */
  readonly tested: number;
  readonly violated: number;
  readonly steps: number;
  readonly faults: number;
  readonly atRest: boolean;
  /** The digest of the run, to tell whether a repetition is one. */
  readonly digest: string;
  /** Calls to sled agents that failed in the eyes of Nexus. */
  readonly failedCalls: number;
  /** VMMs that were healthy and Failed at once. */
  readonly wronglyFailed: number;
  /** How long it took until a VM that had died (of no stop, and no halt of its guest) was no longer shown as alive; -1: it was for ever. */
  readonly deathsNoticed: readonly number[];
  /** How long it took until a stop that was asked for while a guest executed had ended it; -1: it never did. */
  readonly stops: readonly number[];
  readonly guestTime: number;
  readonly controllableTime: number;
  readonly twoGuestTime: number;
  readonly unreferencedTime: number;
  /** Healthy guests that an unregister ended though no user had asked for that, and how long their instances were without one. */
  readonly fenced: number;
  readonly fencedTime: number;
  /** Requests that a user was answered, of those whose effect can be told, and answers that were wrong. */
  readonly answers: number;
  readonly successesThatDidNothing: number;
  readonly errorsThatTookEffect: number;
  /** At rest: with how few calls users get rid of the instance; -1: with none that they could try, so an operator has to. Null: there was none. */
  readonly callsToRecover: number | null;
  /** At rest: guests and zones that no record leads to, and reservations for VMMs that are not there. */
  readonly leakedGuests: number;
  readonly leakedZones: number;
  readonly leakedReservations: number;
  /** Each consultation of the policy: the place of its truth times the number of records, and the place of what was recorded (decisions.ts). */
  readonly decisions: readonly number[];
  /** The cells of the decision table that were asked for. */
  readonly consulted: readonly string[];
  /** Requests from Nexus that reached a sled agent, and statements that reached the database. */
  readonly sledCalls: number;
  readonly statements: number;
}

/** In virtual microseconds: ten minutes after the latest end of the fault phase. A run that rests before stays as it is. */
export const HORIZON = 1_500_000_000;
