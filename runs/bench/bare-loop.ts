/**
 * The baseline: what a simulator costs that does nothing. A binary heap of 1,000 callbacks by time; each that fires puts
 * a new one on the heap. No model, no invariants, no choices.
 */
interface Entry {
  readonly time: number;
  readonly fire: () => void;
}

const PENDING = 1_000;
/** The first share of the time does not count. */
const WARM_UP_SHARE = 0.3;

/** Events per second over about `seconds`. */
export function bareLoop(seconds: number): number {
  const heap: Entry[] = [];
  let word = 12345;
  let fired = 0;
  let now = 0;
  const schedule = (): void => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    push(heap, { time: now + 1 + (word & 0xffff), fire });
  };
  const fire = (): void => {
    fired += 1;
    schedule();
  };
  for (let index = 0; index < PENDING; index += 1) schedule();
  const loop = (untilMs: number): void => {
    while (performance.now() < untilMs) {
      for (let turn = 0; turn < 10_000; turn += 1) {
        const entry = pop(heap);
        now = entry.time;
        entry.fire();
      }
    }
  };
  loop(performance.now() + seconds * 1000 * WARM_UP_SHARE);
  fired = 0;
  const startedMs = performance.now();
  loop(startedMs + seconds * 1000 * (1 - WARM_UP_SHARE));
  return Math.round((fired * 1000) / (performance.now() - startedMs));
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as Entry).time <= entry.time) break;
    heap[at] = heap[parent] as Entry;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry {
  const first = heap[0] as Entry;
  const last = heap.pop() as Entry;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as Entry).time < (heap[child] as Entry).time) child += 1;
    if ((heap[child] as Entry).time >= last.time) break;
    heap[at] = heap[child] as Entry;
    at = child;
  }
  heap[at] = last;
  return first;
}
