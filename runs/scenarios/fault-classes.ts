/**
 * The classes of fault that a verdict grid has a column for: whose fault it is. A crash or a hang belongs to the class of the
 * process that it strikes.
 */
import { OMICRON_FAULT_KINDS, type OmicronFaultKind } from '../../models/omicron/fault-kinds.js';
import { FAULT_KINDS } from '../../sim/explore/profile.js';
import type { FaultProposal } from '../../sim/process/model.js';

export type FaultClassName = 'messages and timing' | 'Propolis' | 'sled agent' | 'Nexus' | 'database';

export const FAULT_CLASSES: readonly FaultClassName[] = ['messages and timing', 'Propolis', 'sled agent', 'Nexus', 'database'];

const OF_PROCESSES: readonly string[] = ['crash', 'hang'];
const OF_SLEDS: Readonly<Record<OmicronFaultKind, FaultClassName>> = {
  'zone-setup-failed': 'sled agent', 'zone-halt-failed': 'sled agent', 'vm-creation-failed': 'Propolis', 'device-failure': 'Propolis', 'device-hang': 'Propolis',
};

/** The kinds of fault that are of a class; crashes and hangs are also of others: `strikes` tells these apart. */
export function kindsOf(name: FaultClassName): string[] {
  const own = Object.entries(OF_SLEDS).filter(([, of]) => of === name).map(([kind]) => kind);
  const engine = Object.keys(FAULT_KINDS).filter((kind) => classOfKind(kind) === name);
  return [...engine, ...own, ...(name === 'Propolis' || name === 'sled agent' || name === 'Nexus' ? OF_PROCESSES : [])];
}

/** Null for crashes and hangs. */
export function classOfKind(kind: string): FaultClassName | null {
  if (OF_PROCESSES.includes(kind)) return null;
  if (kind in OMICRON_FAULT_KINDS) return OF_SLEDS[kind as OmicronFaultKind];
  return kind.startsWith('database') ? 'database' : 'messages and timing';
}

/** Whether a fault that lasts is of this class. Dendrite's crashes are of none: no policy speaks to it. */
export function strikes(name: FaultClassName, { kind, event }: FaultProposal): boolean {
  if (!OF_PROCESSES.includes(kind)) return classOfKind(kind) === name;
  const process = String(event.subject);
  if (process.startsWith('nexus-')) return name === 'Nexus';
  if (process.startsWith('sled-')) return name === 'sled agent';
  return process.includes('/vmm-') && name === 'Propolis';
}
