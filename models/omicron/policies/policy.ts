/**
 * A policy: what Nexus does when a call to a sled agent about an instance failed. It sees the error, never the world.
 */
import type { PutFailurePolicy } from '../nexus/put-result.js';

export interface Policy {
  readonly name: string;
  /** What it does, in a line. */
  readonly sentence: string;
  /** Where it comes from. */
  readonly source: string;
  readonly onFailedCall: PutFailurePolicy;
}
