/**
 * Planted bugs: changed rules of the model, one for each invariant, which search must find. Never used but by the tests of the
 * invariants and the canary of a campaign.
 */
export const PLANTED_BUGS = {
  'no interlock': 'the start saga makes its VMM the active one even when there is another (breaks "at most one guest per instance")',
  'monitoring ends': 'a sled agent stops monitoring a VM once it runs (breaks "no missed death")',
  'stop unsent': 'a sled agent answers a stop without asking Propolis (breaks "a stop is honoured")',
  'generation kept': "a sled agent records Stopping and Rebooting without a new generation (breaks \"one content per generation\")",
  'retired at stop': 'a sled agent takes an instance to be without its VMM as soon as it has asked for a stop (breaks "a guest is referenced")',
  'end is failure': 'Nexus records the end of a VMM as Failed (breaks "a clean stop is never Failed")',
  'pointer kept': 'a sled agent reports the end of a VMM, and that it is the active one still (breaks "the active VMM exists")',
  'reservation kept': 'Nexus releases no reservation when a VMM ends (breaks "reservations match VMMs")',
  'charge kept': 'the delete saga releases no charge (breaks "charges match instances")',
  'network kept': 'Nexus leaves the network as it is when a VMM ends (breaks "the network follows the VMM")',
  'undo fails': "the start saga cannot undo its reservation (breaks \"sagas come to their end\")",
  'delete goes round': 'the delete saga asks a sled for the instance until it runs, which it never will (breaks "no saga runs for ever")',
  'delete refused': 'Nexus refuses every request to delete (breaks "no wedge")',
  'old state again': 'a sled agent asks Propolis for the state that it has seen already (breaks "the world comes to rest")',
} as const;

export type PlantedBug = keyof typeof PLANTED_BUGS;
