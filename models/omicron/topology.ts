/**
 * Who is there: the processes of a rack, by name, and who talks to whom. Propolis servers are not among them: they come
 * and go with their zones, and a Propolis process bears its VMM's id.
 */
export interface Topology {
  readonly sleds: readonly string[];
  readonly nexuses: readonly string[];
  readonly instances: readonly string[];
  /** For how many VMMs a sled has room; null for any number. */
  readonly capacity: number | null;
}

/** Stands for both boundary switches' dpd: one process. */
export const DENDRITE = 'dendrite';

/** Stands for every client of the external API. */
export const USER = 'user';

export function topology(sleds: number, nexuses: number, instances: number, capacity: number | null = null): Topology {
  return {
    sleds: numbered('sled', sleds),
    nexuses: numbered('nexus', nexuses),
    instances: numbered('instance', instances),
    capacity,
  };
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

/** The pairs of processes that are connected by a network that can be cut. */
export function networkPairs({ sleds, nexuses }: Topology): readonly (readonly [string, string])[] {
  return [
    ...nexuses.flatMap((nexus) => sleds.map((sled) => [nexus, sled] as const)),
    ...nexuses.map((nexus) => [nexus, DENDRITE] as const),
    ...nexuses.map((nexus) => [USER, nexus] as const),
  ];
}
