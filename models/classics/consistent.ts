/** TCConsistent of TCommit.tla: what transaction commit is for. */
import type { Invariant } from '../../sim/explore/invariant.js';
import type { Reader } from '../../sim/step/step.js';
import type { CellName } from '../../sim/world/cell.js';

/** `states` reads the state of each resource manager; `cellOf` names the cell that it stands in. */
export function consistent(
  managers: readonly string[], states: (world: Reader) => Readonly<Record<string, string>>,
  cellOf: (manager: string) => CellName = (manager) => ['variable', 'rm', manager],
): Invariant {
  return {
    name: 'consistent', when: 'always', symmetric: true, source: 'TCConsistent in TCommit.tla', antecedent: 'some resource manager committed',
    sentence: 'no resource manager commits while another one aborts',
    check: (world) => {
      const rm = states(world);
      const committed = managers.find((name) => rm[name] === 'committed');
      const aborted = managers.find((name) => rm[name] === 'aborted');
      return {
        tested: committed !== undefined,
        broken: committed === undefined || aborted === undefined ? null
          : { evidence: `${committed} committed, and ${aborted} aborted`, blame: cellOf(committed) },
      };
    },
  };
}
