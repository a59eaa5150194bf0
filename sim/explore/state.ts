/** The state of a simulation: its cells and pending events, whatever their order and their ids. */
import { mix32 } from '../world/hash.js';
import { ABSENT } from '../world/interner.js';
import type { Simulation } from './simulation.js';

/** A hash of the state, as text. */
export function stateHash({ world, agenda, transitions: { cells, contents, interner } }: Simulation): string {
  let first = 0;
  let second = 0;
  for (let cell = 0; cell < cells.size; cell += 1) {
    const value = world[cell] ?? ABSENT;
    if (value === ABSENT) continue;
    first = (first + mix32(cells.hashes[cell] as number, interner.hash(value))) | 0;
    second = (second + mix32(cells.hashes[cell] as number, interner.secondHash(value))) | 0;
  }
  for (let node = 0; node < agenda.count; node += 1) {
    if (!agenda.isPending(node)) continue;
    const content = agenda.contents[node] as number;
    first = (first + mix32(0x70656e64, contents.hashes[content] as number)) | 0;
    second = (second + mix32(0x70656e64, contents.secondHashes[content] as number)) | 0;
  }
  return `${first} ${second}`;
}

/** The contents of the recurring events that are ready, if nothing else is; null otherwise. Parked events wait for a change. */
export function recurringOnly({ agenda }: Simulation, isRecurring: (duration: number) => boolean): number[] | null {
  const recurring: number[] = [];
  for (let node = 0; node < agenda.count; node += 1) {
    if (!agenda.isPending(node) || agenda.isParked(node)) continue;
    if (!isRecurring(agenda.durations[node] as number)) return null;
    recurring.push(agenda.contents[node] as number);
  }
  return recurring;
}
