/** The seeds of a campaign: short, readable, and each one enough to run that run alone. */

/** The seed of run number `index` (from 0) of the campaign that was started with `campaignSeed`. */
export function seedName(index: number, campaignSeed: string): string {
  return `${campaignSeed}-${index}`;
}
