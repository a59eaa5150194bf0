/**
 * A queue in shared memory from one worker to one other: records of integers, all of one width between two changes of it.
 *
 * The writer alone moves the tail and the reader alone moves the head, so neither needs a lock. Both are published for
 * many records at a time.
 */
const HEAD = 0;
const TAIL = 1;
/** Head and tail stand on cache lines of their own. */
const APART = 32;

export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
}

/** @param integers Room for so many integers. */
export function ringMemory(integers: number): RingMemory {
  return { control: new SharedArrayBuffer(2 * APART * 4), records: new SharedArrayBuffer(integers * 4) };
}

/** Positions count records since the width was set, and wrap around at 32 bits. */
abstract class RingEnd {
  protected readonly control: Int32Array;
  protected readonly records: Int32Array;
  protected width = 1;
  protected capacity: number;

  constructor(memory: RingMemory) {
    this.control = new Int32Array(memory.control);
    this.records = new Int32Array(memory.records);
    this.capacity = this.records.length;
  }

  /** Only while the queue is empty, and at both ends before anything else is written. */
  setWidth(width: number): void {
    this.width = width;
    // A power of two, so that positions may wrap around.
    this.capacity = 1 << (31 - Math.clz32(Math.floor(this.records.length / width)));
  }
}

export class RingWriter extends RingEnd {
  private tail = 0;
  private published = 0;
  /** The reader's position when it was looked at last. */
  private head = 0;

  /** Where in `integers` the next record goes; -1 when there is no room now. Ends with `written`. */
  room(): number {
    if (((this.tail - this.head) | 0) >= this.capacity) {
      this.publish();
      this.head = Atomics.load(this.control, HEAD);
      if (((this.tail - this.head) | 0) >= this.capacity) return -1;
    }
    return (this.tail & (this.capacity - 1)) * this.width;
  }

  get integers(): Int32Array {
    return this.records;
  }

  written(): void {
    this.tail = (this.tail + 1) | 0;
  }

  /** Lets the reader see what was written. */
  publish(): void {
    if (this.published === this.tail) return;
    this.published = this.tail;
    Atomics.store(this.control, TAIL * APART, this.tail);
  }

  override setWidth(width: number): void {
    super.setWidth(width);
    this.tail = 0;
    this.published = 0;
    this.head = 0;
  }
}

export class RingReader extends RingEnd {
  private head = 0;

  /** Gives what was published to `take`, as one or two ranges of the integers. */
  drain(take: (integers: Int32Array, from: number, to: number) => void): void {
    const tail = Atomics.load(this.control, TAIL * APART);
    if (tail === this.head) return;
    const { records, width, capacity } = this;
    const from = this.head & (capacity - 1);
    const count = (tail - this.head) | 0;
    const first = Math.min(count, capacity - from);
    take(records, from * width, (from + first) * width);
    if (first < count) take(records, 0, (count - first) * width);
    this.head = tail;
    Atomics.store(this.control, HEAD, tail);
  }

  /** The reader begins anew, and empties what the writer will look at. */
  override setWidth(width: number): void {
    super.setWidth(width);
    this.head = 0;
    Atomics.store(this.control, HEAD, 0);
    Atomics.store(this.control, TAIL * APART, 0);
  }
}
