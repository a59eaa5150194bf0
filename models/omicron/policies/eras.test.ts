/** The policies of Omicron's own past decide as their pull requests say (shared facts: omicron-evolution.md section 8.1). */
import { describe, expect, it } from 'vitest';
import type { Action } from './action.js';
import { EXAMPLES } from './cells.js';
import { ERROR_CLASSES, type ErrorClass } from './error-class.js';
import { policies } from './index.js';
import type { Caller } from './request-class.js';

const ALL = Object.keys(ERROR_CLASSES) as ErrorClass[];
const REFUSALS: readonly ErrorClass[] = ['no such instance', '400', '429', 'other 4xx'];
const NOT_REFUSALS = ALL.filter((error) => !REFUSALS.includes(error));

/** What a policy does about these errors when it is asked by this caller: one action, or a complaint. */
function decided(policy: string, caller: Caller, errors: readonly ErrorClass[]): Action | readonly Action[] {
  const actions = new Set(EXAMPLES.filter((example) => example.caller === caller && errors.includes(example.error))
    .map((example) => policies[policy]!.decide(example)));
  return actions.size === 1 ? [...actions][0]! : [...actions];
}

const FAILED: Action = 'instance Failed, pointer cleared';

describe('P0, before #1715', () => {
  it('changes nothing, whatever the error: a start that failed stays Starting (#831, #1713)', () => {
    expect(decided('before-2022-09', 'API', ALL)).toBe('nothing');
    expect(decided('before-2022-09', 'saga action', ALL)).toBe('nothing');
  });
});

describe('P1, #1715', () => {
  it('marks Failed after anything but 400', () => {
    expect(decided('2022-09', 'API', ['400'])).toBe('nothing');
    expect(decided('2022-09', 'API', ALL.filter((error) => error !== '400'))).toBe(FAILED);
    expect(decided('2022-09', 'saga action', ALL.filter((error) => error !== '400'))).toBe(FAILED);
  });
});

describe('P2, the code that #4226 quotes', () => {
  it('marks Failed after anything but 4xx, 503 included', () => {
    expect(decided('2023-10', 'API', REFUSALS)).toBe('nothing');
    expect(decided('2023-10', 'API', NOT_REFUSALS)).toBe(FAILED);
    expect(decided('2023-10', 'API', ['503'])).toBe(FAILED);
  });

  it('does so in sagas as well, whose nodes then fail', () => {
    expect(decided('2023-10', 'saga action', NOT_REFUSALS)).toBe(FAILED);
    expect(decided('2023-10', 'saga action', REFUSALS)).toBe('unwind');
    expect(decided('2023-10', 'undo', NOT_REFUSALS)).toBe(FAILED);
  });
});

describe('P3, #4682', () => {
  it('unwinds a start, and changes nothing after a stop or reboot (#4709)', () => {
    expect(decided('unwind-only', 'saga action', ALL)).toBe('unwind');
    expect(decided('unwind-only', 'API', ALL)).toBe('nothing');
  });

  it('marks Failed in the undo of the registration, unless the sled agent answered 4xx: then the undo is done', () => {
    expect(decided('unwind-only', 'undo', REFUSALS)).toBe('unwind');
    expect(decided('unwind-only', 'undo', NOT_REFUSALS)).toBe(FAILED);
  });
});

describe('P4, #4711', () => {
  it('marks Failed after a stop or reboot, unless the sled agent answered 4xx', () => {
    expect(decided('unhealthy', 'API', REFUSALS)).toBe('nothing');
    expect(decided('unhealthy', 'API', NOT_REFUSALS)).toBe(FAILED);
  });

  it('unwinds a start as P3 does', () => {
    expect(decided('unhealthy', 'saga action', ALL)).toBe('unwind');
    expect(decided('unhealthy', 'undo', NOT_REFUSALS)).toBe(FAILED);
  });
});

describe('P5, #6455', () => {
  it('takes 404 NO_SUCH_INSTANCE alone for evidence: the VMM is Failed, and the updater unlinks it', () => {
    expect(decided('gone-only', 'API', ['no such instance'])).toBe('VMM Failed');
    expect(decided('gone-only', 'API', ALL.filter((error) => error !== 'no such instance'))).toBe('nothing');
    expect(policies['gone-only']!.rules).toEqual(['unknown instance is 404', 'Creating until registered', 'updater task']);
  });

  it('unwinds a start, and goes on past an undo that failed: a time-out included', () => {
    expect(decided('gone-only', 'saga action', ALL.filter((error) => error !== 'no such instance'))).toBe('unwind');
    expect(decided('gone-only', 'undo', ALL.filter((error) => error !== 'no such instance'))).toBe('unwind');
    expect(decided('gone-only', 'undo', ['no such instance'])).toBe('VMM Failed');
  });
});

describe('the ideas', () => {
  const ideas = ['unreachable', 'fence-first', 'watcher'];

  it('fail a VMM on the word of its sled agent alone, and not on that of one that may not have registered it yet', () => {
    for (const name of ideas) {
      for (const example of EXAMPLES) {
        const action = policies[name]!.decide(example);
        if (action === 'VMM Failed') expect(example.error).toBe('no such instance');
        if (action === 'VMM Failed' && example.caller === 'API') expect(example.vmm.runtime.state).not.toBe('creating');
        expect(action).not.toMatch(/^instance Failed/);
      }
    }
  });

  it('`unreachable` marks what it cannot reach; `fence-first` forgets nothing that was not confirmed', () => {
    expect(decided('unreachable', 'API', ['timed out', 'refused', 'reset', 'other 5xx'])).toBe('probe');
    expect(decided('unreachable', 'API', ['400', 'other 4xx', '503'])).toBe('nothing');
    expect(decided('fence-first', 'undo', ALL.filter((error) => error !== 'no such instance'))).toBe('fence');
  });
});

describe('the twins', () => {
  it('never write Failed, or always', () => {
    expect(decided('never-failed', 'API', ALL)).toBe('nothing');
    expect(decided('never-failed', 'saga action', ALL)).toBe('unwind');
    expect(['API', 'saga action', 'undo'].map((caller) => decided('always-failed', caller as Caller, ALL))).toEqual([FAILED, FAILED, FAILED]);
  });
});
