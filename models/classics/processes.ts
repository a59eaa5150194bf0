/**
 * Processes that load, and then run and pause for ever: the model with which Stateright tests its symmetry reduction
 * (src/checker/dfs.rs). Nobody goes back to loading, so a path through representatives that is not turned back into an
 * execution shows at once.
 *
 * 9 distinct states (19 generated, depth 5) with 2 processes; 6 (13, 5) up to their order.
 */
import { keyed, spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';

type Process = 'loading' | 'running' | 'paused';

const NEXT: Readonly<Record<Process, Process>> = { loading: 'running', running: 'paused', paused: 'running' };

export function processes(count: number): Classic {
  const names = Array.from({ length: count }, (_, index) => `process-${index}`);
  const model = spec({
    name: 'processes',
    symmetric: { processes: names },
    variables: { process: keyed(Object.fromEntries(names.map((name) => [name, 'loading'])) as Record<string, Process>) },
    actions: (of) => ({
      advance: of(names, (v, name) => { v.process[name] = NEXT[v.process[name]!]; }),
    }),
  });
  return {
    model,
    invariants: [],
    examples: [{
      name: 'a process pauses', symmetric: true, sentence: 'some process may pause',
      holds: (world) => {
        const { process } = model.view(world);
        return names.some((name) => process[name] === 'paused');
      },
    }],
  };
}
