/** What Nexus's programs are built with: who else is there, and the policy under review. */
import type { PlantedBug } from '../planted-bugs.js';
import type { Policy } from '../policies/policy.js';
import type { Topology } from '../topology.js';

export interface NexusContext {
  readonly topology: Topology;
  readonly policy: Policy;
  readonly planted: PlantedBug | null;
}
