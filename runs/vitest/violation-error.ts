/** What a failed expectation says: the story, the seed, and the lines that show it again. */
import path from 'node:path';
import { capsuleOf, type Capsule } from '../../sim/reproduce/capsule.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import { modelHash } from '../build/model-hash.js';
import { writeCapsule } from '../capsule/write-capsule.js';
import { runAgain } from '../cli/run-again.js';
import { storyText } from '../cli/story-text.js';
import { counted } from '../terminal/count.js';
import { shortPath } from '../terminal/short-path.js';
import type { Terminal } from '../terminal/terminal.js';
import type { TestedScenario } from './tested-scenario.js';

/** Reporters indent messages: lines are kept short, and colours are left to them. */
export const PAGE: Terminal = { isTty: false, columns: 100, hasColor: false };

/** A property does not hold. Any runner of tests shows its message. */
export class ViolationError extends Error {
  override readonly name = 'ViolationError';
}

/** A run that violates something, as it is told. */
export interface FailedRun {
  readonly trace: Trace;
  readonly violation: TracedViolation;
  /** Null for a run that no seed gives. */
  readonly seed: string | null;
  /** `in 3 of 200 runs`; empty when there is only one. */
  readonly among: string;
  /** A test's own way to run it alone, for a scenario that the command does not know; null for none. */
  readonly again: string | null;
}

/** @param out The folder for its capsule, from the current directory; null for none. */
export function failureMessage(tested: TestedScenario, { trace, violation, seed, among, again }: FailedRun, out: string | null): string {
  const { known, built } = tested;
  const details = [...(seed === null ? [] : [`seed ${seed}`]), `step ${violation.step}`, counted(violation.faults, 'fault')].join(', ');
  const capsule = capsuleFor(tested, trace, violation, seed ?? '');
  const lines = [
    `${violation.invariant} is violated (${details}${among === '' ? '' : `; ${among}`})`,
    storyText(trace, built.narrator, violation, PAGE), '', `fingerprint: ${violation.fingerprint}`,
  ];
  if (capsule !== null && out !== null) {
    const file = shortPath(writeCapsule(path.resolve(out, ...tested.name.split('/'), capsule.policy), capsule), process.cwd());
    lines.push(`replay it:   npx whatif replay ${file}`, `shrink it:   npx whatif shrink ${file}`, `why:         npx whatif explain ${file}`);
  }
  if (known !== null && seed !== null) lines.push(`run it:      ${runAgain(known.spec, known.scenario, seed)}`);
  else if (again !== null) lines.push(`run it:      ${again}`);
  return lines.join('\n');
}

/** The capsule of a run; null for a scenario that the `whatif` command does not know. */
export function capsuleFor({ known }: TestedScenario, trace: Trace, violation: TracedViolation | null, seed: string): Capsule | null {
  if (known === null) return null;
  const { scenario, policy, profile, settings, faults } = known.spec;
  return capsuleOf(trace, { scenario, policy, profile, settings, faults, seed, modelHash: modelHash(), violation });
}
