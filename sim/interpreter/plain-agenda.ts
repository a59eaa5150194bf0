/** The interpreter's pending events: one array, sorted by time, then the tie's draw, then the content's hash. */
import type { Event } from '../process/event.js';
import { hashText } from '../world/hash.js';

export interface Entry {
  readonly event: Event;
  /** Its canonical text. */
  readonly text: string;
  time: number;
  readonly tie: number;
  readonly occurrence: number;
  /** The name of its duration. */
  readonly duration: string;
  /** The order in which entries were made. */
  readonly serial: number;
  /** The cells that it read when it was found blocked; null when it is ready. */
  parkedOn: ReadonlySet<string> | null;
}

export class PlainAgenda {
  entries: Entry[] = [];
  private made = 0;

  add(entry: Omit<Entry, 'serial' | 'parkedOn'>): void {
    this.made += 1;
    this.entries.push({ ...entry, serial: this.made, parkedOn: null });
    this.sort();
  }

  /** The earliest ready entry. */
  first(): Entry | undefined {
    return this.entries.find(({ parkedOn }) => parkedOn === null);
  }

  /** Takes back the last made entry of this content. Returns false when there is none. */
  cancel(text: string): boolean {
    const equal = this.entries.filter((entry) => entry.text === text).sort((left, right) => right.serial - left.serial);
    if (equal[0] === undefined) return false;
    this.end(equal[0]);
    return true;
  }

  end(entry: Entry): void {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  /** Entries that wait for one of these cells to change are ready again. */
  release(changed: ReadonlySet<string>, now: number): void {
    for (const entry of this.entries) {
      if (entry.parkedOn === null || ![...entry.parkedOn].some((cell) => changed.has(cell))) continue;
      entry.parkedOn = null;
      entry.time = now;
    }
    this.sort();
  }

  private sort(): void {
    this.entries.sort((left, right) =>
      left.time - right.time || left.tie - right.tie || hashText(left.text) - hashText(right.text) ||
      left.serial - right.serial);
  }
}
