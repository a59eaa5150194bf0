/**
 * The kinds of fault that this model declares beside the engine's own: what can go wrong on a sled, in a sentence each.
 * Profiles give them rates; `--faults` and `whatif list` know them by these names.
 */
export const OMICRON_FAULT_KINDS = {
  'zone-setup-failed': 'a Propolis zone cannot be set up: a port, the disk, the install, the look-up of Nexus in DNS or the boot fails',
  'zone-halt-failed': 'a Propolis zone cannot be halted and removed',
  'vm-creation-failed': 'Propolis cannot create its VM',
  'device-failure': 'a device of a VM fails to start',
  'device-hang': 'the start of a device of a VM never ends, as when Crucible does not activate',
} as const satisfies Readonly<Record<string, string>>;

export type OmicronFaultKind = keyof typeof OMICRON_FAULT_KINDS;
