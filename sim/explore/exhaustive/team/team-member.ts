/**
 * One worker of a search by several. Each keeps the states whose fingerprints are its share, and sends the others to the
 * workers that keep those. All go from level to level together.
 *
 * What is shared is the numbering of values (shared-numbering.ts) and the layout of packed states, which follows from it.
 * When the layout has to change, and at the end of each level, the workers *settle*: everything sent is stored, and all
 * have read the same log.
 */
import type { Value } from '../../../world/value.js';
import type { Expansion } from '../expansion.js';
import { COSTLY } from '../state-at-hand.js';
import type { SuccessorSink } from '../successors.js';
import { Barrier } from './barrier.js';
import { RingReader, RingWriter } from './ring.js';
import { SharedLog } from './shared-log.js';
import { SharedNumbering } from './shared-numbering.js';
import { COUNTERS, STATES, type TeamSeat } from './team-memory.js';

/** Words of the control memory. */
const SIGNAL = 0;
const FINISHED = 1;
const LEVEL_IS_OVER = 2;

/** Signals: go on; settle now, though the level is not over; and from 2 on, why everybody has to end. */
const GO_ON = 0;
/** Milliseconds to wait for a reader that has fallen behind. */
const NAP = 0.1;
const SETTLE = 1;
export const ENDINGS_FROM = 2;

export class TeamMember implements SuccessorSink {
  readonly size: number;
  readonly index: number;
  private readonly expansion: Expansion;
  private readonly control: Int32Array;
  private readonly counters: Float64Array;
  private readonly barrier: Barrier;
  private readonly numbering: SharedNumbering;
  private readonly writers: readonly RingWriter[];
  private readonly readers: readonly RingReader[];
  /** States on their way to others are lost when there is no room. */
  private hasRoom = true;
  private readonly meanwhile = (): boolean => {
    this.receive();
    return this.signal < ENDINGS_FROM;
  };

  constructor(expansion: Expansion, { memory, index }: TeamSeat) {
    this.size = memory.size;
    this.index = index;
    this.expansion = expansion;
    this.control = new Int32Array(memory.control);
    this.counters = new Float64Array(memory.counters);
    this.barrier = new Barrier(memory.barrier, memory.size);
    this.numbering = new SharedNumbering(new SharedLog(memory.log), expansion.transitions, expansion.components);
    this.writers = memory.rings[index]!.map((ring) => new RingWriter(ring));
    this.readers = memory.rings.map((from) => new RingReader(from[index]!));
    expansion.components.numbering = this.numbering;
    expansion.successors.sink = this;
    expansion.hand.layOutAgain = () => this.pause();
    this.setWidths();
  }

  /** Hears what a member tells all, in one order for all. */
  set onTold(hear: (told: Value) => void) {
    this.numbering.onTold = hear;
  }

  /** `GO_ON`, `SETTLE`, or why everybody has to end. */
  get signal(): number {
    return Atomics.load(this.control, SIGNAL);
  }

  /** Whether somebody waits for all to settle before the level is over. */
  get mustSettle(): boolean {
    return this.signal === SETTLE;
  }

  /** Has everybody end. The first reason counts. Returns it. */
  end(reason: number): number {
    for (let before = this.signal; before < ENDINGS_FROM; before = this.signal) {
      if (Atomics.compareExchange(this.control, SIGNAL, before, reason) === before) return reason;
    }
    return this.signal;
  }

  /** Whether a state is this worker's. */
  keeps(hash: number): boolean {
    return ownerOf(hash, this.size) === this.index;
  }

  /** Stores what this worker keeps of a batch, and sends the rest. */
  addAll(batch: Int32Array, end: number, parent: number): boolean {
    const { size, index, writers, expansion: { store } } = this;
    const width = store.words + 1;
    let kept = 0;
    for (let at = 0; at < end; at += width) {
      const owner = ownerOf(batch[at + width - 1]!, size);
      if (owner === index) {
        if (kept !== at) for (let word = 0; word < width; word += 1) batch[kept + word] = batch[at + word]!;
        kept += width;
      } else if (!this.send(writers[owner]!, batch, at, width)) {
        return true;
      }
    }
    return (kept === 0 || store.addAll(batch, kept, parent)) && this.hasRoom;
  }

  /** Makes what was sent visible, and takes in what others sent. Call now and then. Returns false when there is no room. */
  exchange(): boolean {
    for (const writer of this.writers) writer.publish();
    this.receive();
    return this.hasRoom;
  }

  /**
   * Waits until all have arrived and everything sent is stored. Returns whether all had finished the level: if not, this
   * worker has to go on with what it has left.
   *
   * @param publish Called when this worker's states are complete, to publish what the others have to know.
   */
  *settle(hasFinished: boolean, publish: () => void = () => undefined): Generator<void, boolean> {
    const { control, meanwhile, barrier } = this;
    this.expansion.successors.flush();
    this.exchange();
    if (hasFinished) Atomics.add(control, FINISHED, 1);
    yield* barrier.arrive(meanwhile, () => {
      Atomics.store(control, LEVEL_IS_OVER, Number(Atomics.load(control, FINISHED) === this.size));
      Atomics.store(control, FINISHED, 0);
      Atomics.compareExchange(control, SIGNAL, SETTLE, GO_ON);
    });
    this.receive();
    this.count(STATES, this.expansion.store.count);
    publish();
    yield* barrier.arrive(meanwhile);
    const isOver = Atomics.load(control, LEVEL_IS_OVER) === 1;
    this.agree();
    yield* barrier.arrive(meanwhile);
    return isOver;
  }

  /** Waits for all. */
  *meet(): Generator<void> {
    yield* this.barrier.arrive(this.meanwhile);
  }

  /** Tells all workers something; they hear it when they agree. */
  tell(told: Value): void {
    this.numbering.tell(told);
  }

  /** Reads what all have to know. The same for all only while nobody learns anything. */
  agree(): void {
    const { hand } = this.expansion;
    this.numbering.catchUp();
    if (!hand.needsLayout) return;
    if (!hand.relayout(this.total(STATES) > COSTLY)) this.hasRoom = false;
    this.setWidths();
  }

  /** Publishes a number for the others to read. */
  count(counter: number, value: number): void {
    this.counters[this.index * COUNTERS + counter] = value;
  }

  /** What a worker published. */
  counted(counter: number, index: number): number {
    return this.counters[index * COUNTERS + counter]!;
  }

  /** The sum over all workers. */
  total(counter: number): number {
    let sum = 0;
    for (let index = 0; index < this.size; index += 1) sum += this.counted(counter, index);
    return sum;
  }

  /** The greatest of all workers. */
  greatest(counter: number): number {
    let greatest = this.counted(counter, 0);
    for (let index = 1; index < this.size; index += 1) greatest = Math.max(greatest, this.counted(counter, index));
    return greatest;
  }

  /** The layout is too narrow in the middle of a level: all have to settle now. */
  private pause(): boolean {
    Atomics.compareExchange(this.control, SIGNAL, GO_ON, SETTLE);
    for (const steps = this.settle(false); steps.next().done !== true;);
    return this.hasRoom && this.signal < ENDINGS_FROM;
  }

  private send(writer: RingWriter, batch: Int32Array, from: number, width: number): boolean {
    let to = writer.room();
    while (to < 0) {
      if (!this.meanwhile()) return false;
      to = writer.room();
      // Its reader is not at work: the processor may be needed for that.
      if (to < 0) Atomics.wait(this.control, SIGNAL, GO_ON, NAP);
    }
    const { integers } = writer;
    for (let word = 0; word < width; word += 1) integers[to + word] = batch[from + word]!;
    writer.written();
    return true;
  }

  private receive(): void {
    const { store } = this.expansion;
    for (const reader of this.readers) {
      reader.drain((integers, from, to) => {
        if (!store.addRange(integers, from, to, NO_PARENT)) this.hasRoom = false;
      });
    }
  }

  private setWidths(): void {
    const width = this.expansion.store.words + 1;
    for (const reader of this.readers) reader.setWidth(width);
    for (const writer of this.writers) writer.setWidth(width);
  }
}

/** Whose parent nobody recorded: paths of a search by several are found afterwards. */
const NO_PARENT = -1;

/** Slots go by the high bits of a fingerprint, so owners go by the low ones. */
function ownerOf(hash: number, size: number): number {
  return ((hash & 0xffff) * size) >>> 16;
}
