/**
 * The sagas that a process has in memory (steno v0.4.0 src/sec.rs `Sec.sagas`), as far as anything depends on it: those that it
 * creates while its recovery goes on. A process takes requests before it has recovered its sagas, so the list that recovery
 * works from may hold new ones. Whoever enters a saga second is refused ("already in use"): recovery, or the creator, whose saga
 * is committed before it is entered.
 *
 * Steno keeps every saga until the process ends. Here an entry goes with its saga, and none is made once recovery is over, for
 * nobody asks any more.
 */
import { memory, release, type Effect, type Memory } from './effect.js';
import type { Value } from '../world/value.js';

type InMemory<T extends Value> = Generator<Effect, T, Value>;

/** `recovered` and `recovered and ended`: by recovery, while its creator still waits to hear that it was committed. */
type Entry = 'being created' | 'running' | 'recovered' | 'recovered and ended';

/** A saga is about to be committed. */
export function announce(saga: string): InMemory<null> {
  return memory((self) => (self.has(RECOVERED) ? null : setEntry(self, saga, 'being created')));
}

/** Its creator enters it, or gives it up. Whether it is the creator's to run: not when recovery was faster. */
export function* enter(saga: string, committed: boolean): InMemory<boolean> {
  const found = yield* memory((self) => {
    const entry = entryOf(self, saga);
    if (entry === 'recovered' || (entry === 'being created' && committed)) setEntry(self, saga, 'running');
    else if (entry !== null) self.remove(ENTRY, saga);
    return entry;
  });
  if (found === 'recovered and ended') yield* release(saga);
  return found === null || found === 'being created';
}

/** Recovery takes a saga. Whether it may: not when the process runs it already. */
export function take(saga: string): InMemory<boolean> {
  return memory((self) => {
    const entry = entryOf(self, saga);
    if (entry === 'being created') setEntry(self, saga, 'recovered');
    return entry !== 'running';
  });
}

/** A saga has ended. Whether its id is free: not while its creator still waits. */
export function leave(saga: string): InMemory<boolean> {
  return memory((self) => {
    const entry = entryOf(self, saga);
    if (entry === 'recovered') setEntry(self, saga, 'recovered and ended');
    else if (entry !== null) self.remove(ENTRY, saga);
    return entry !== 'recovered';
  });
}

/** Recovery has done what it could. */
export function recoveryOver(): InMemory<null> {
  return memory((self) => (self.set([RECOVERED], true), null));
}

const ENTRY = 'saga';
const RECOVERED = 'sagas are recovered';

function entryOf(self: Memory, saga: string): Entry | null {
  return self.get(ENTRY, saga) as Entry | null;
}

function setEntry(self: Memory, saga: string, entry: Entry): null {
  self.set([ENTRY, saga], entry);
  return null;
}
