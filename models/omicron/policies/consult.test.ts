import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Script } from '../testing/script.js';
import { reply } from '../testing/which.js';
import { ACTIONS, whyNotPossible, type Action } from './action.js';
import { afterAttempts, EXAMPLES } from './cells.js';
import { consult, consultationMark, consultationOf, PolicyError } from './consult.js';
import { ATTEMPTS_MAX, cellOf, failedCall } from './failed-call.js';
import { policies } from './index.js';
import type { Policy } from './policy.js';
import { RULE_SWITCHES, type RuleSwitch } from './rule-switches.js';
import { tablePolicy } from './table.js';

const RULES = Object.keys(RULE_SWITCHES) as RuleSwitch[];
const always = (action: Action, rules: readonly RuleSwitch[] = RULES): Policy =>
  ({ name: 'test', sentence: '', source: '', rules, decide: () => action });

describe('asking a policy', () => {
  it.each(Object.keys(policies))('%s has an answer for every cell, after any number of attempts', (name) => {
    for (const example of afterAttempts(EXAMPLES)) expect(() => consult(policies[name]!, example)).not.toThrow();
  });

  it('asks about frozen data', () => {
    for (const example of EXAMPLES) {
      for (const part of [example, example.raw, example.instance, example.vmm, example.vmm.runtime]) expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('refuses an answer that is no action, or that cannot be done for this caller or with these rules', () => {
    for (const example of EXAMPLES) {
      expect(() => consult(always('explode' as Action), example)).toThrow(PolicyError);
      for (const action of Object.keys(ACTIONS) as Action[]) {
        const possible = whyNotPossible(action, example.caller, RULES) === null;
        const ask = () => consult(always(action), example);
        if (possible) expect(ask().action).toBe(action);
        else expect(ask).toThrow(PolicyError);
      }
    }
    const stop = EXAMPLES.find(({ request }) => request === 'stop')!;
    expect(() => consult(always('probe', []), stop)).toThrow(/needs the rule 'prober task'/);
    expect(() => consult(always('unwind'), stop)).toThrow(/is not for the API/);
    expect(() => consult(always('retry'), failedCall({ ...stop, attempts: ATTEMPTS_MAX }))).toThrow(/at most 3 times/);
  });

  it('leaves a mark that can be read back', () => {
    fc.assert(fc.property(fc.constantFrom(...EXAMPLES), fc.string(), (example, name) => {
      const consultation = consult({ ...always('nothing'), name }, example);
      expect(consultationOf(consultationMark(consultation))).toEqual(consultation);
      expect(consultation).toMatchObject({ cell: cellOf(example), instance: 'instance-1', vmm: 'instance-1/vmm-1' });
    }));
    expect(consultationOf('a sled call failed: ErrorResponse 403')).toBeNull();
  });

  it('stays in the step that asked, once', () => {
    const story = new Script();
    story.running();
    story.next(reply('instance_put_state'), 'lost');
    story.user('stop');
    story.settle();
    const { marks, transitions: { names } } = story.simulation;
    const left = names.names.flatMap((name, id) => (consultationOf(name) === null ? [] : [[consultationOf(name)!, marks[id]] as const]));
    expect(left).toEqual([[{
      policy: '2023-10', cell: 'timed out / stop / API / running', attempts: 0, action: 'instance Failed, pointer cleared',
      instance: 'instance-1', vmm: 'instance-1/vmm-1',
    }, 1]]);
  });
});

describe('a table', () => {
  const table = (rows: Parameters<typeof tablePolicy>[0]['rows']): Policy => tablePolicy({ name: 'table', sentence: '', source: '', rules: [], rows });

  it('answers what its first row says that matches', () => {
    const policy = table([['503 / * / API / *', ['retry', 'retry', 'nothing']], ['* / * / saga action / *', 'unwind'], ['*', 'nothing']]);
    for (const example of EXAMPLES) {
      const expected = example.error === '503' && example.caller === 'API' ? 'retry' : example.caller === 'saga action' ? 'unwind' : 'nothing';
      expect(policy.decide(example)).toBe(expected);
    }
    const busy = EXAMPLES.find(({ error, caller }) => error === '503' && caller === 'API')!;
    expect([0, 1, 2, 3].map((attempts) => policy.decide(failedCall({ ...busy, attempts })))).toEqual(['retry', 'retry', 'nothing', 'nothing']);
  });

  it('that copies a policy cell by cell decides as the policy does', () => {
    for (const policy of Object.values(policies)) {
      const copy = tablePolicy({ ...policy, rows: EXAMPLES.map((example) => [cellOf(example), policy.decide(example)] as const) });
      for (const example of EXAMPLES) expect(copy.decide(example)).toBe(policy.decide(example));
    }
  });

  it('without a row for a cell says which', () => {
    expect(() => table([['* / stop / * / *', 'nothing']]).decide(EXAMPLES.find(({ request }) => request === 'reboot')!))
      .toThrow(/has no row for '.* \/ reboot \/ API \/ /);
  });
});
