/** The first difference between a capsule and what the model did when it was replayed. */
import type { CapsuleOptions } from './capsule.js';

/** How many recorded choices a divergence shows: half of them before its step. */
export const CHOICES_AROUND = 10;

/** A replay became another run. What follows the step says nothing any more. */
export class Divergence extends Error {
  override readonly name = 'Divergence';

  constructor(
    /** The step at which it happened; 0 is the writing of the first world. */
    readonly step: number,
    /** What the capsule says, in words. */
    readonly recorded: string,
    /** What the model did, in words. */
    readonly happened: string,
    /** The recorded choices around it, a line each. */
    readonly around: readonly string[],
  ) {
    super(`The replay diverges at step ${step}. The capsule says: ${recorded}. The model: ${happened}.`);
  }
}

interface RecordedDraws {
  readonly options?: CapsuleOptions | undefined;
}

/** The recorded choices around a step, in order: a line each, with the step's number. */
export function choicesAround(
  capsule: { readonly begin: RecordedDraws; readonly steps: readonly RecordedDraws[] }, step: number,
): string[] {
  const lines: string[] = [];
  let before = 0;
  for (const [index, { options }] of [capsule.begin, ...capsule.steps].entries()) {
    for (const [label, option] of options ?? []) {
      lines.push(`step ${index}  ${label}: ${option}`);
      if (index < step) before = lines.length;
    }
  }
  const half = CHOICES_AROUND / 2;
  const first = Math.max(0, Math.min(before - half, lines.length - CHOICES_AROUND));
  return lines.slice(first, first + CHOICES_AROUND);
}
