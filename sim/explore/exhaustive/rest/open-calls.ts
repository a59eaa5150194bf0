/**
 * The calls that are open in worlds at rest: nothing that could answer them is left to happen, and their client has no time-out. Such a
 * world counts as at rest (design section 5), so a report has to list them.
 */
import type { Exchange } from '../../../network/rpc.js';
import { ABSENT } from '../../../world/interner.js';
import { CELL } from '../components.js';
import type { Expansion } from '../expansion.js';

export interface OpenCall {
  readonly from: string;
  readonly to: string;
  readonly endpoint: string;
  /** In how many states at rest it is open, and with how many faults at least. */
  states: number;
  readonly faults: number;
}

export class OpenCalls {
  private readonly expansion: Expansion;
  private readonly calls = new Map<string, OpenCall>();
  /** The components that stand for calls, as far as they were looked through. */
  private readonly components: number[] = [];
  private examined = 0;

  constructor(expansion: Expansion) {
    this.expansion = expansion;
  }

  /** The calls that were found, by who waits for whom. */
  get list(): readonly OpenCall[] {
    return [...this.calls].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, call]) => call);
  }

  /** Looks at the state at hand, which is at rest. */
  look(faults: number): void {
    const { components, transitions: { cells, interner } } = this.expansion;
    this.examine();
    const here = new Set<string>();
    for (const component of this.components) {
      const value = components.value(component, components.current[component]!);
      if (value === ABSENT || (interner.value(value) as unknown as Exchange).client === null) continue;
      const [, from, to, endpoint] = cells.names[components.subjects[component]!] as unknown as readonly string[];
      const key = JSON.stringify([from, to, endpoint]);
      if (here.has(key)) continue;
      here.add(key);
      const known = this.calls.get(key);
      if (known === undefined) this.calls.set(key, { from: from!, to: to!, endpoint: endpoint!, states: 1, faults });
      else known.states += 1;
    }
  }

  private examine(): void {
    const { components, transitions: { cells } } = this.expansion;
    for (; this.examined < components.size; this.examined += 1) {
      if (components.kinds[this.examined] === CELL && cells.names[components.subjects[this.examined]!]![0] === 'call') this.components.push(this.examined);
    }
  }
}
