/** A capsule of other sources than those that would replay it: what that means, and how to go on. */
import { checksumOf } from '../../sim/reproduce/capsule.js';
import type { AnyCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { CapsuleError } from './capsule-error.js';

/** A sentence to add to whatever else is wrong with a capsule that was edited. */
export function editedToo(capsule: AnyCapsule): string {
  return checksumOf(capsule) === capsule.checksum
    ? '' : ' It was also changed after it was written: its checksum does not fit its content.';
}

export function otherModel(file: string, capsule: AnyCapsule, modelHash: string): CapsuleError {
  return new CapsuleError('other model', {
    what: `${file} was made for another model: ${capsule.modelHash.slice(0, 12)}, and this is ${modelHash.slice(0, 12)}.`,
    why: `The sources of sim/, models/, invariants/ or the lock file differ, so the same steps need not exist.${editedToo(capsule)}`,
    next: `Check out the commit that it was made with and build it (\`git checkout COMMIT && npm ci\`), then replay; or ${todays(capsule)}.`,
  });
}

/** How to have the same with the model of today. */
function todays(capsule: AnyCapsule): string {
  const { scenario, policy } = capsule;
  if (capsule.mode === 'timed') {
    return `run its seed with the model of today: \`whatif run ${scenario} --policy ${policy} --profile ${capsule.profile} ` +
      `--seed ${capsule.seed} --seeds 1\``;
  }
  const flags = Object.entries({ ...(policy === '' ? {} : { policy }), ...capsule.settings }).map(([name, value]) => ` --${name} ${value}`);
  return `search again with the model of today: \`whatif check ${scenario}${flags.join('')}\``;
}
