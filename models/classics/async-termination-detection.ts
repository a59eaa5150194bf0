/**
 * Asynchronous termination detection: `AsyncTerminationDetection.tla` of the TLA+ examples (specifications/ewd998), the
 * specification that Dijkstra's EWD998 implements. Messages are counted, not modelled.
 *
 * 4,097 distinct states and depth 14 with 4 nodes and at most 3 pending messages each; with N nodes and at most k of them
 * (2(k + 1))^N + 1, and depth kN + 2. TLC's 53,271 generated count the 8,192 successors that its constraint rejects.
 */
import { keyed, spec } from '../../sim/process/spec.js';
import type { Classic } from './classic.js';

export function asyncTerminationDetection(nodes: number, pendingMax: number): Classic {
  const names = Array.from({ length: nodes }, (_, index) => `node-${index}`);
  const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));
  const model = spec({
    name: 'asynchronous termination detection',
    symmetric: { nodes: names },
    variables: {
      active: keyed(Object.fromEntries(names.map((node) => [node, false])) as Record<string, boolean>),
      pending: keyed(Object.fromEntries(names.map((node) => [node, 0])) as Record<string, number>),
      detected: false as boolean,
    },
    initially: (v, context) => {
      for (const node of names) v.active[node] = context.among(`${node} is active`, [false, true]);
      v.detected = names.every((node) => v.active[node] === false) ? context.among('detected', [false, true]) : false;
    },
    actions: (of) => ({
      terminate: of(names, (v, node, context) => {
        if (v.active[node] !== true) return false;
        v.active[node] = false;
        const terminated = isTerminated(v);
        if (terminated && !v.detected) v.detected = context.among('detected', [false, true]);
        else if (!terminated && v.detected) v.detected = context.among('detected', [true, false]);
        return true;
      }),
      send: of(pairs, (v, [from, to]) => {
        if (v.active[from] !== true) return false;
        v.pending[to]! += 1;
        return true;
      }),
      receive: of(names, (v, node) => {
        if (v.pending[node] === 0) return false;
        v.pending[node]! -= 1;
        v.active[node] = true;
        return true;
      }),
      detect: (v) => {
        if (!isTerminated(v)) return false;
        v.detected = true;
        return true;
      },
    }),
  });
  function isTerminated(v: { readonly active: Record<string, boolean>; readonly pending: Record<string, number> }): boolean {
    return names.every((node) => v.active[node] === false && v.pending[node] === 0);
  }
  return {
    model,
    invariants: [{
      name: 'safe', when: 'always', symmetric: true, source: 'Safe in AsyncTerminationDetection.tla', antecedent: 'termination was detected',
      sentence: 'termination is detected only when it happened',
      check: (world) => {
        const view = model.view(world);
        return {
          tested: view.detected,
          broken: !view.detected || isTerminated(view) ? null : { evidence: 'a node goes on', blame: ['variable', 'detected'] },
        };
      },
    }],
    examples: [],
    leadsTo: [{
      name: 'live', source: 'Live in AsyncTerminationDetection.tla', antecedent: 'all nodes are passive and nothing is pending',
      sentence: 'termination is detected some time after it happened',
      owed: (world) => (isTerminated(model.view(world)) ? ['the nodes'] : []), paid: (world) => model.view(world).detected,
    }],
    boundary: (world) => {
      const { pending } = model.view(world);
      return names.every((node) => pending[node]! <= pendingMax);
    },
  };
}
