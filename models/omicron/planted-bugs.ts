/**
 * Planted bugs: changed rules of the model, one for each invariant, which search must find. Never used but by the tests of the
 * invariants and the canary of a campaign.
 */
export const PLANTED_BUGS = {
  'no interlock': 'the start saga makes its VMM the active one even when there is another (breaks "at most one guest per instance")',
  'monitoring ends': 'a sled agent stops monitoring a VM once it runs (breaks "no missed death")',
  'stop unsent': 'a sled agent answers a stop without asking Propolis (breaks "a stop is honoured")',
  'generation kept': "a sled agent records Stopping and Rebooting without a new generation (breaks \"one content per generation\")",
} as const;

export type PlantedBug = keyof typeof PLANTED_BUGS;
