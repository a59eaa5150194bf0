/**
 * A worker's sign of life, in memory that the main thread can read while the worker computes: a counter, the seed that
 * runs, and the handler that was entered last. A worker that is stuck in a handler cannot answer messages any more.
 */
const BEATS = 0;
const SEED_INDEX = 1;
const NAME_LENGTH = 2;
const SEED_LENGTH = 3;
const HEADER_WORDS = 4;
const NAME_BYTES_MAX = 240;
const SEED_BYTES_MAX = 240;

export class Heartbeat {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly name: Uint8Array;
  private readonly seedText: Uint8Array;
  private readonly encoder = new TextEncoder();
  private readonly encoded = new Map<string, Uint8Array>();

  constructor(buffer = new SharedArrayBuffer(HEADER_WORDS * 4 + NAME_BYTES_MAX + SEED_BYTES_MAX)) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer, 0, HEADER_WORDS);
    this.name = new Uint8Array(buffer, HEADER_WORDS * 4, NAME_BYTES_MAX);
    this.seedText = new Uint8Array(buffer, HEADER_WORDS * 4 + NAME_BYTES_MAX);
  }

  /** Called by the worker before each run. */
  beginRun(index: number, seed: string): void {
    Atomics.store(this.words, SEED_LENGTH, this.encoder.encodeInto(seed, this.seedText).written);
    Atomics.store(this.words, SEED_INDEX, index);
    Atomics.store(this.words, NAME_LENGTH, 0);
    Atomics.add(this.words, BEATS, 1);
  }

  /** Called by the worker before handler code runs. */
  enter(handler: string): void {
    let bytes = this.encoded.get(handler);
    if (bytes === undefined) {
      bytes = this.encoder.encode(handler).subarray(0, NAME_BYTES_MAX);
      this.encoded.set(handler, bytes);
    }
    this.name.set(bytes);
    Atomics.store(this.words, NAME_LENGTH, bytes.length);
    Atomics.add(this.words, BEATS, 1);
  }

  get beats(): number {
    return Atomics.load(this.words, BEATS);
  }

  get seedIndex(): number {
    return Atomics.load(this.words, SEED_INDEX);
  }

  /** The seed that runs, as its run is called. */
  get seed(): string {
    return new TextDecoder().decode(this.seedText.slice(0, Atomics.load(this.words, SEED_LENGTH)));
  }

  /** The handler that was entered last in this run; empty when none was. */
  get handler(): string {
    const length = Atomics.load(this.words, NAME_LENGTH);
    return new TextDecoder().decode(this.name.slice(0, length));
  }
}
