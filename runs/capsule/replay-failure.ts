/**
 * What a replay that does not match means for whoever started it: a mistake in the input (the file was edited), or a
 * harness that is broken (the same model did something else).
 */
import { readFileSync } from 'node:fs';
import type { ReplayOutcome } from '../../sim/reproduce/replay.js';
import { HarnessBroken, type Failure } from '../terminal/failure.js';
import { CapsuleError } from './capsule-error.js';
import { lineOfStep } from './line-of-step.js';

/** The failure to throw for a replay of this file; null when it matches. */
export function replayFailure(file: string, outcome: ReplayOutcome): Failure | null {
  if (outcome.matches) return null;
  const around = outcome.divergence?.around ?? [];
  const choices = around.length === 0 ? '' : `\nThe recorded choices around it:\n  ${around.join('\n  ')}`;
  const why = outcome.verdict + place(file, outcome) + choices;
  if (outcome.edited) {
    return new CapsuleError('edited', {
      what: `${file} was edited by hand: it reproduces nothing any more.`, why,
      next: 'Take the original, or have it made again: `whatif run` and `whatif check` write a capsule for each violation.',
    });
  }
  return new HarnessBroken({
    what: `The replay of ${file} is another run, though the model is the same.`, why,
    next: 'Something in the model or the engine depends on more than the recorded choices: report it with the capsule.',
  });
}

/** Where in the file the step of a divergence stands. */
function place(file: string, { divergence }: ReplayOutcome): string {
  if (divergence === null || divergence.step === 0) return '';
  let line: number | null = null;
  try {
    line = lineOfStep(readFileSync(file, 'utf8'), divergence.step);
  } catch {
    // The file went away since it was read: the step alone must do.
  }
  return line === null ? '' : ` Step ${divergence.step} is line ${line} of the file.`;
}
