/**
 * The agenda: pending events by time. Ties are broken by a keyed draw, then by content, so that the order is the same
 * in every worker and run.
 *
 * A binary heap of node numbers with the nodes' fields in flat arrays. Cancelled nodes stay in the heap until they come
 * up: a time-out that is cancelled within milliseconds lies far down and costs nothing there.
 */
const DEAD = 0;
const READY = 1;
const PARKED = 2;

export class Agenda {
  /** Nodes made since `clear`. */
  count = 0;
  /** Nodes that are pending: ready or parked. */
  pending = 0;
  times = new Float64Array(1024);
  private ties = new Uint32Array(1024);
  contents = new Int32Array(1024);
  occurrences = new Int32Array(1024);
  durations = new Int32Array(1024);
  private states = new Uint8Array(1024);
  private nextSame = new Int32Array(1024);
  /** The last node made for each content, plus one. */
  private heads = new Int32Array(1024);
  private heap = new Int32Array(1024);
  private heapSize = 0;
  private readonly contentHashes: readonly number[];

  /** `contentHashes` gives the last tie-break. */
  constructor(contentHashes: readonly number[]) {
    this.contentHashes = contentHashes;
  }

  clear(): void {
    for (let node = 0; node < this.count; node += 1) this.heads[this.contents[node] as number] = 0;
    this.count = 0;
    this.pending = 0;
    this.heapSize = 0;
  }

  add(time: number, tie: number, content: number, occurrence: number, duration: number): number {
    if (this.count === this.times.length) this.grow();
    const node = this.count;
    this.count += 1;
    this.times[node] = time;
    this.ties[node] = tie;
    this.contents[node] = content;
    this.occurrences[node] = occurrence;
    this.durations[node] = duration;
    this.states[node] = READY;
    this.pending += 1;
    while (content >= this.heads.length) this.heads = larger(this.heads);
    this.nextSame[node] = this.heads[content] as number;
    this.heads[content] = node + 1;
    this.push(node);
    return node;
  }

  /** Takes the earliest event off the agenda; -1 when none is ready. */
  pop(): number {
    while (this.heapSize > 0) {
      const node = this.heap[0] as number;
      this.heapSize -= 1;
      if (this.heapSize > 0) this.sink(this.heap[this.heapSize] as number);
      if (this.states[node] === READY) {
        this.end(node);
        return node;
      }
    }
    return -1;
  }

  /** The earliest ready node, left where it is; -1 when none is. */
  peek(): number {
    while (this.heapSize > 0) {
      const node = this.heap[0] as number;
      if (this.states[node] === READY) return node;
      this.heapSize -= 1;
      if (this.heapSize > 0) this.sink(this.heap[this.heapSize] as number);
    }
    return -1;
  }

  /** Puts an event that was just popped aside: it cannot happen now. */
  park(node: number): void {
    this.states[node] = PARKED;
    this.pending += 1;
    const content = this.contents[node] as number;
    this.nextSame[node] = this.heads[content] as number;
    this.heads[content] = node + 1;
  }

  /** A parked event is tried again from `time` on. */
  release(node: number, time: number): void {
    if (this.states[node] !== PARKED) return;
    this.states[node] = READY;
    this.times[node] = time;
    this.push(node);
  }

  isParked(node: number): boolean {
    return this.states[node] === PARKED;
  }

  isPending(node: number): boolean {
    return this.states[node] !== DEAD;
  }

  /** The pending node of this content that was added last, or -1. */
  find(content: number): number {
    if (content >= this.heads.length) return -1;
    let last = -1;
    for (let at = this.heads[content] as number; at !== 0; at = this.nextSame[at - 1] as number) last = Math.max(last, at - 1);
    return last;
  }

  /** Ends a pending node: it fired, or was cancelled. */
  end(node: number): void {
    this.states[node] = DEAD;
    this.pending -= 1;
    const content = this.contents[node] as number;
    let at = this.heads[content] as number;
    if (at === node + 1) {
      this.heads[content] = this.nextSame[node] as number;
      return;
    }
    while ((this.nextSame[at - 1] as number) !== node + 1) at = this.nextSame[at - 1] as number;
    this.nextSame[at - 1] = this.nextSame[node] as number;
  }

  tie(node: number): number {
    return this.ties[node] as number;
  }

  private before(left: number, right: number): boolean {
    const earlier = (this.times[left] as number) - (this.times[right] as number);
    if (earlier !== 0) return earlier < 0;
    const tie = (this.ties[left] as number) - (this.ties[right] as number);
    if (tie !== 0) return tie < 0;
    const leftHash = this.contentHashes[this.contents[left] as number] as number;
    const rightHash = this.contentHashes[this.contents[right] as number] as number;
    return leftHash < rightHash;
  }

  private push(node: number): void {
    if (this.heapSize === this.heap.length) this.heap = larger(this.heap);
    const heap = this.heap;
    let at = this.heapSize;
    this.heapSize += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(node, heap[parent] as number)) break;
      heap[at] = heap[parent] as number;
      at = parent;
    }
    heap[at] = node;
  }

  private sink(node: number): void {
    const heap = this.heap;
    const size = this.heapSize;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && this.before(heap[child + 1] as number, heap[child] as number)) child += 1;
      if (!this.before(heap[child] as number, node)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = node;
  }

  private grow(): void {
    const size = this.times.length * 2;
    this.times = extended(this.times, new Float64Array(size));
    this.ties = extended(this.ties, new Uint32Array(size));
    this.contents = extended(this.contents, new Int32Array(size));
    this.occurrences = extended(this.occurrences, new Int32Array(size));
    this.durations = extended(this.durations, new Int32Array(size));
    this.states = extended(this.states, new Uint8Array(size));
    this.nextSame = extended(this.nextSame, new Int32Array(size));
  }
}

function larger(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  return extended(array, new Int32Array(array.length * 2));
}

function extended<T extends Int32Array | Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}
