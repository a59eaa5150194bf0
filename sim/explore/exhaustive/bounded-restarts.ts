/**
 * At most so many restarts of each process in an execution: those with more are cut off. Without this bound each restart takes a
 * fault (a crash, or a failed statement that aborts its process), so their number is bounded by that of the faults.
 *
 * The number of restarts becomes a part of the states, as history: states that differ in it alone are no longer one. So the bound
 * costs states, and saves the executions beyond it; it pays only where many faults may strike.
 */
import type { Model, ProcessKind } from '../../process/model.js';
import type { CellName } from '../../world/cell.js';
import type { Properties } from './properties.js';

/** The processes that were restarted once too often. */
const BEYOND: CellName = ['history', 'restarts', 'beyond'];

export function withRestartsAtMost(max: number, model: Model, properties: Properties): { readonly model: Model; readonly properties: Properties } {
  const { boundary } = properties;
  return {
    model: { ...model, kinds: Object.fromEntries(Object.entries(model.kinds).map(([name, kind]) => [name, counting(kind, max)])) },
    properties: { ...properties, boundary: (world) => !world.has(BEYOND) && (boundary?.(world) ?? true) },
  };
}

/** Only a restart starts a process by its kind: the first start is the model's own doing. */
function counting(kind: ProcessKind, max: number): ProcessKind {
  return {
    ...kind,
    start(step, process) {
      const restarts: CellName = ['history', 'restarts', 'of', process];
      const before = (step.get(restarts) ?? 0) as number;
      if (before >= max) step.set(BEYOND, true);
      else step.set(restarts, before + 1);
      kind.start(step, process);
    },
  };
}
