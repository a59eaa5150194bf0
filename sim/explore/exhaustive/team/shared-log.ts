/**
 * An append-only log of texts in shared memory: what every worker of a search has to know, in one order for all.
 *
 * A worker that wants to append holds the lock, and has read all that was appended before: so each text stands in the log
 * once, and whatever is numbered by its place in the log has one number in all workers.
 */
import { lock, unlock } from './shared-lock.js';

const LOCK = 0;
/** Code units that are used. */
const USED = 1;
const CONTROL = 2;
/** A text's length comes before it, in two units. */
const HEADER = 2;
/** Characters that are decoded in one call. */
const CHUNK = 4096;

export interface SharedLogMemory {
  readonly control: SharedArrayBuffer;
  readonly units: SharedArrayBuffer;
}

/** The log has no room left: the search has to end. */
export class SharedLogFull extends Error {
  constructor() {
    super('The log of values that workers share is full: give more memory, or one worker');
    this.name = 'SharedLogFull';
  }
}

/** @param bytes The bound on the log; pages are committed when they are touched. */
export function sharedLogMemory(bytes: number): SharedLogMemory {
  return { control: new SharedArrayBuffer(CONTROL * 4), units: new SharedArrayBuffer(bytes & ~1) };
}

/** One worker's view of the log. */
export class SharedLog {
  /** How far this worker has read. */
  private at = 0;
  private readonly control: Int32Array;
  private readonly units: Uint16Array;

  constructor(memory: SharedLogMemory) {
    this.control = new Int32Array(memory.control);
    this.units = new Uint16Array(memory.units);
  }

  /** Whether somebody appended what this worker has not read. */
  get hasMore(): boolean {
    return Atomics.load(this.control, USED) > this.at;
  }

  /** Runs something while nobody else appends. */
  locked<T>(action: () => T): T {
    lock(this.control, LOCK);
    try {
      return action();
    } finally {
      unlock(this.control, LOCK);
    }
  }

  /** The next text that this worker has not read, or null. */
  read(): string | null {
    if (!this.hasMore) return null;
    const { units } = this;
    const length = units[this.at]! + units[this.at + 1]! * 65536;
    const from = this.at + HEADER;
    this.at = from + length;
    let text = '';
    for (let start = from; start < this.at; start += CHUNK) {
      text += String.fromCharCode(...units.slice(start, Math.min(this.at, start + CHUNK)));
    }
    return text;
  }

  /** Appends a text that this worker knows already. Only while locked, and with everything read. @throws SharedLogFull */
  append(text: string): void {
    const { units, control } = this;
    if (this.at !== Atomics.load(control, USED)) throw new Error('Read the log before appending to it');
    if (this.at + HEADER + text.length > units.length) throw new SharedLogFull();
    units[this.at] = text.length % 65536;
    units[this.at + 1] = Math.floor(text.length / 65536);
    for (let nth = 0; nth < text.length; nth += 1) units[this.at + HEADER + nth] = text.charCodeAt(nth);
    this.at += HEADER + text.length;
    Atomics.store(control, USED, this.at);
  }
}
