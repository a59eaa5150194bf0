/** What one run came to: all that a campaign keeps of it, as plain data, and its digest. */
import { hashText, hashTextSecond, mix32 } from '../world/hash.js';

/** A violation as a campaign counts it. */
export interface Finding {
  readonly invariant: string;
  readonly fingerprint: string;
  readonly evidence: string;
  /** The step that completed the violation, and the faults that had struck by then. */
  readonly step: number;
  readonly faults: number;
}

/** A finding about the model itself: a handler that threw, did not end, or looked outside the world. */
export interface Fault {
  readonly handler: string;
  readonly message: string;
}

/** A mark, and the step that reached it first. */
export interface ReachedMark {
  readonly name: string;
  readonly step: number;
}

export interface RunResult {
  readonly seed: string;
  readonly steps: number;
  readonly events: number;
  readonly faults: number;
  /** Virtual time, in microseconds. */
  readonly time: number;
  readonly atRest: boolean;
  /** The rolling hash of the run's steps. */
  readonly hash: number;
  readonly secondHash: number;
  /** Names of the invariants that were put to the test. */
  readonly tested: readonly string[];
  /** The marks that were reached, sorted by name. */
  readonly reached: readonly ReachedMark[];
  readonly violations: readonly Finding[];
  readonly modelFault: Fault | null;
}

/** 64 bits, as two unsigned words. */
export type Digest = readonly [first: number, second: number];

/** The digest of a run: its seed, its steps, and its verdict. Equal on every worker, or something is not deterministic. */
export function digestOf(run: RunResult): Digest {
  let first = mix32(hashText(run.seed), run.hash);
  let second = mix32(hashTextSecond(run.seed), run.secondHash);
  first = mix32(first, run.steps);
  second = mix32(second, run.atRest ? 1 : 0);
  for (const { invariant, step, fingerprint } of run.violations) {
    first = mix32(mix32(first, hashText(invariant)), step);
    second = mix32(second, hashTextSecond(fingerprint));
  }
  if (run.modelFault !== null) first = mix32(first, hashText(run.modelFault.handler));
  return [first, second];
}

/** A digest as 16 hexadecimal digits. */
export function formatDigest([first, second]: Digest): string {
  return first.toString(16).padStart(8, '0') + second.toString(16).padStart(8, '0');
}
