/**
 * Keeps a second process out of a state directory. A process that was killed leaves its lock behind, and the next one takes over
 * at once: no waiting, and no two that take over together.
 *
 * Locks are numbered: `lock.7` is made (whole, by a link that fails when there is one) by whoever saw that the holder of
 * `lock.6` let go or is dead. The highest number is never removed, so that a slow process that still looks at an old one
 * finds the newer. Left out: holders on other machines, of whom nothing can be known; they count as alive.
 */
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../../files/durable-file.js';
import { UsageError } from '../../terminal/failure.js';

const holderSchema = z.strictObject({
  process: z.int(), machine: z.string(),
  /** When the process started, as the system counts it: numbers of processes are used again. Null where it does not say. */
  started: z.string().nullable(),
  released: z.boolean(),
});

type Holder = z.infer<typeof holderSchema>;

/** How often a lock may be lost to a faster process before something is wrong. */
const TRIES_MAX = 100;

export class StateLock {
  private readonly file: string;

  /** @throws UsageError when another process holds it. */
  static take(folder: string): StateLock {
    const mine: Holder = { process: process.pid, machine: os.hostname(), started: startOf(process.pid), released: false };
    const draft = path.join(folder, `lock-of-${process.pid}.tmp`);
    writeFileSync(draft, JSON.stringify(mine));
    try {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const highest = Math.max(0, ...numbersIn(folder));
        if (highest > 0) refuseIfHeld(folder, lockFile(folder, highest));
        if (!link(draft, lockFile(folder, highest + 1))) continue;
        if (Math.max(...numbersIn(folder)) !== highest + 1) {
          // Others came and went since the number was looked up: theirs is the newer one.
          rmSync(lockFile(folder, highest + 1), { force: true });
          continue;
        }
        for (const number of numbersIn(folder)) if (number <= highest) rmSync(lockFile(folder, number), { force: true });
        return new StateLock(lockFile(folder, highest + 1), mine);
      }
      throw new Error(`The lock of ${folder} was lost to another process ${TRIES_MAX} times`);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  private readonly holder: Holder;

  private constructor(file: string, holder: Holder) {
    this.file = file;
    this.holder = holder;
  }

  release(): void {
    try {
      writeDurably(this.file, JSON.stringify({ ...this.holder, released: true }), 'the lock');
    } catch {
      // The disk is full. Nobody waits for this process any more once it has ended.
    }
  }
}

function refuseIfHeld(folder: string, file: string): void {
  const holder = readHolder(file);
  if (holder === null || holder.released) return;
  const here = holder.machine === os.hostname();
  if (here && !isAlive(holder)) return;
  throw new UsageError({
    what: `${folder} is in use by process ${holder.process}${here ? '' : ` on ${holder.machine}`}.`,
    why: 'Two processes would count seeds twice.',
    next: here ? 'Wait until it ends, or name another folder with --state.'
      : `Whether it still runs cannot be seen from here. If it does not, delete ${path.basename(file)} in that folder and start again.`,
  });
}

/** Null when the file is gone, or holds no lock. */
function readHolder(file: string): Holder | null {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isAlive({ process: number, started }: Holder): boolean {
  try {
    process.kill(number, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = startOf(number);
  return now === null || started === null || now === started;
}

/** When a process started, in ticks since the machine did, with the boot's id; null where there is no /proc. */
function startOf(number: number): string | null {
  try {
    // The name of the program stands in brackets and may hold spaces: count from its end.
    const fields = readFileSync(`/proc/${number}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function numbersIn(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const number = /^lock\.(\d{1,9})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

function lockFile(folder: string, number: number): string {
  return path.join(folder, `lock.${number}`);
}
