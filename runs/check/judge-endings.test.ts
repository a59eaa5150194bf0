import { describe, expect, test } from 'vitest';
import { LeadsToCheck } from '../../sim/explore/exhaustive/liveness/leads-to-check.js';
import { RestCheck } from '../../sim/explore/exhaustive/rest/rest-check.js';
import { Search, type SearchOptions } from '../../sim/explore/exhaustive/search.js';
import type { Properties } from '../../sim/explore/exhaustive/properties.js';
import { spec } from '../../sim/process/spec.js';
import type { Reader } from '../../sim/step/step.js';
import { judgeAtRestOf, judgeLeadsTo } from './judge-endings.js';

/** A lamp that is switched on and off for ever, unless it breaks; broken, it stays dark. */
const lamp = spec({
  name: 'lamp', variables: { on: false as boolean, broken: false as boolean },
  actions: {
    flip: (v, context) => {
      if (v.broken) return false;
      v.broken = context.decide('wire', [{ name: 'works', fault: null }, { name: 'breaks', fault: 'broken-wire' }]) === 1;
      v.on = !v.on && !v.broken;
      return true;
    },
  },
});
const view = (world: Reader): { readonly on: boolean; readonly broken: boolean } => lamp.view(world);

const properties: Properties = {
  invariants: [{
    name: 'not broken', sentence: '', source: '', antecedent: '', when: 'at rest',
    check: (world) => ({ tested: true, broken: view(world).broken ? { evidence: 'the wire is', blame: ['variable', 'broken'] } : null }),
  }],
  leadsTo: [
    { name: 'lit', sentence: '', source: '', antecedent: '', owed: (world) => (view(world).on ? [] : ['it']), paid: (world) => view(world).on },
    { name: 'lit for good', sentence: '', source: '', antecedent: '', stays: true, owed: () => ['it'], paid: (world) => view(world).on },
    { name: 'never asked', sentence: '', source: '', antecedent: 'nobody asks', owed: () => [], paid: () => false },
  ],
};

function judged(options: Partial<SearchOptions>): string[] {
  const search = new Search(lamp, properties, { bytesMax: 1 << 20, ...options }).run();
  const endings = { rest: new RestCheck(search).run(), leadsTo: new LeadsToCheck(search).run() };
  return [...judgeAtRestOf(search, endings), ...judgeLeadsTo(search, endings)].map(({ verdict, finding }) => `${verdict}: ${finding}`);
}

describe('what is judged when a search has ended', () => {
  test('says with how many faults it is broken, and what goes round for ever', () => {
    expect(judged({})).toEqual([
      'violated: is broken at rest with 1 fault, after 1 step: the wire is',
      'violated: is broken with 1 fault, after 1 step: it: nothing has to happen any more',
      'violated: is broken with 0 faults, after 0 steps: it: 2 steps go round for ever (action flip)',
      'holds: holds in every execution (3 states); it was never put to the test (nobody asks)',
    ]);
  });

  test('says that it holds with fewer faults', () => {
    expect(judged({ faultsMax: 0 }).slice(0, 2)).toEqual([
      'holds: holds in every execution without a fault (2 states), of which 2 states at rest',
      'holds: holds in every execution without a fault (2 states)',
    ]);
  });

  test('never says that it holds when not even the executions without faults were searched', () => {
    expect(judged({ statesMax: 1 }).map((line) => line.split(':')[0])).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });
});
