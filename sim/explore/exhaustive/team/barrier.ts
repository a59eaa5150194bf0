/** A barrier in shared memory: nobody goes on before everybody has arrived. */
const ARRIVED = 0;
const GENERATION = 1;
const SPINS = 50;
/** Milliseconds between two looks at what else may want attention. */
const NAP = 1;

export function barrierMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(8);
}

export class Barrier {
  private readonly words: Int32Array;
  private readonly size: number;

  constructor(memory: SharedArrayBuffer, size: number) {
    this.words = new Int32Array(memory);
    this.size = size;
  }

  /**
   * Arrives, and waits for the others. While it waits it calls `meanwhile`, which returns false to leave without them, and
   * yields, so that whoever drives this worker can look after other things.
   *
   * @param last Called by the last to arrive, before the others go on.
   */
  *arrive(meanwhile: () => boolean, last: () => void = () => undefined): Generator<void> {
    const { words, size } = this;
    const generation = Atomics.load(words, GENERATION);
    if (Atomics.add(words, ARRIVED, 1) + 1 === size) {
      last();
      Atomics.store(words, ARRIVED, 0);
      Atomics.add(words, GENERATION, 1);
      Atomics.notify(words, GENERATION);
      return;
    }
    for (let spins = 0; Atomics.load(words, GENERATION) === generation; spins += 1) {
      if (!meanwhile()) return;
      if (spins < SPINS) continue;
      Atomics.wait(words, GENERATION, generation, NAP);
      yield;
    }
  }
}
