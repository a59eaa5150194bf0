/** Opens the folder that `--state` names. */
import path from 'node:path';
import { modelHash } from '../build/model-hash.js';
import { AUDIT_ONE_IN } from '../campaign/campaign.js';
import { CampaignState, type CampaignIdentity } from '../campaign/state/campaign-state.js';
import type { Surroundings } from './surroundings.js';

/** Says what a person should know of how the last session ended. @throws UsageError when it is in use, or of another campaign. */
export function openState(
  folder: string, campaign: Pick<CampaignIdentity, 'spec' | 'seeds' | 'untilFirst'>, { directory, note }: Surroundings,
): CampaignState {
  const state = CampaignState.open(path.resolve(directory, folder), { modelHash: modelHash(), ...campaign, auditOneIn: AUDIT_ONE_IN });
  for (const line of state.notes) note(`${line}\n`);
  return state;
}
