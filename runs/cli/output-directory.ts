/** Where capsules go: made before the campaign, so that nobody waits for a report that cannot be written. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../terminal/failure.js';

/** Makes the folder; returns its absolute path. @throws UsageError when it cannot be written to. */
export function prepareOutput(out: string, directory: string): string {
  const folder = path.resolve(directory, out);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError({
      what: `Capsules cannot be written to ${out}.`, why: `The system says ${code}.`, next: 'Name another folder with --out.',
    });
  }
  return folder;
}
