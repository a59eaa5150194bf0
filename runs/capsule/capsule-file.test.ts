import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Engine } from '../../sim/explore/engine.js';
import { capsuleOf, checksumOf, type Capsule } from '../../sim/reproduce/capsule.js';
import { capsuleText } from '../../sim/reproduce/capsule-text.js';
import { replay, type ReplayOutcome } from '../../sim/reproduce/replay.js';
import { Search } from '../../sim/explore/exhaustive/search.js';
import { recordRun } from '../../sim/reproduce/trace.js';
import { untimedCapsuleOf, type AnyCapsule, type UntimedCapsule } from '../../sim/reproduce/untimed-capsule.js';
import { tracePath } from '../../sim/reproduce/untimed-trace.js';
import { replaySubject } from '../cli/replay-subject.js';
import { testSurroundings } from '../cli/test-surroundings.js';
import { PROFILES } from '../profiles/profiles.js';
import { classics } from '../scenarios/classics.js';
import { exampleCounter } from '../scenarios/example-counter.js';
import { HarnessBroken, UsageError } from '../terminal/failure.js';
import { CapsuleError, type CapsuleProblem } from './capsule-error.js';
import { readCapsule } from './read-capsule.js';
import { replayFailure } from './replay-failure.js';
import { writeCapsule } from './write-capsule.js';

const MODEL_HASH = 'a'.repeat(64);
const directory = mkdtempSync(path.join(tmpdir(), 'capsule-'));
afterAll(() => rmSync(directory, { recursive: true }));

const profile = PROFILES.get('lossy')!;
const settings = { clientTimeout: exampleCounter.settings['clientTimeout']!.value };
const engine = new Engine(exampleCounter.build('count-requests', settings), { profile, faults: null });

/** The capsule of the first run that counts an order twice. */
const recorded: Capsule = ((): Capsule => {
  for (let index = 0; ; index += 1) {
    const seed = `capsule-${index}`;
    if (engine.run(seed).violations.length === 0) continue;
    const trace = recordRun(engine.simulation, engine.timedRun, seed);
    return capsuleOf(trace, {
      scenario: 'example-counter', policy: 'count-requests', profile: 'lossy', settings, faults: null, seed,
      modelHash: MODEL_HASH, violation: trace.violations[0]!,
    });
  }
})();
const text = capsuleText(recorded);

/** The capsule of the shortest way in which a copy of a register is not the register. */
const checked: UntimedCapsule = ((): UntimedCapsule => {
  const subject = classics.find(({ name }) => name === 'classics/single-copy-register')!;
  const counts = { servers: 2, clients: 2 };
  const words = { network: 'unordered', lossy: 'yes' };
  const { model, properties } = subject.build({ counts, words, policy: '' });
  const search = new Search(model, properties, { stopWhenDecided: true, faultsMax: 0 }).run();
  const trace = tracePath(search, search.decisions[0]!.state, properties.invariants);
  return untimedCapsuleOf(trace, {
    scenario: subject.name, policy: '', timing: 'free', settings: { ...counts, ...words }, faults: null, modelHash: MODEL_HASH,
    violation: trace.violations[0]!,
  });
})();
const checkedText = capsuleText(checked);

/** What becomes of a file with this content: read, looked up and replayed as `whatif replay` does. */
function attempt(content: string | Uint8Array): { outcome: ReplayOutcome } | { error: unknown } {
  const file = path.join(directory, 'attempt.capsule.json');
  writeFileSync(file, content);
  try {
    const capsule = readCapsule(file, { modelHash: MODEL_HASH });
    const subject = replaySubject(file, capsule, testSurroundings(directory));
    const outcome = replay(capsule.mode === 'timed' ? engine.simulation : subject.simulation(), capsule);
    const failure = replayFailure(file, outcome);
    return failure === null ? { outcome } : { error: failure };
  } catch (error) {
    return { error };
  }
}

function errorOf(content: string | Uint8Array): CapsuleError {
  const result = attempt(content);
  if ('outcome' in result) throw new Error(`it was accepted: ${result.outcome.verdict}`);
  expect(result.error).toBeInstanceOf(CapsuleError);
  const error = result.error as CapsuleError;
  expect(error).toBeInstanceOf(UsageError);
  expect(error.exitCode).toBe(2);
  return error;
}

type Draft = Record<string, unknown> & { steps: Record<string, unknown>[] };

function changed(change: (draft: Draft) => void, fit = true, original = text): string {
  const draft = JSON.parse(original) as AnyCapsule;
  change(draft as never);
  return capsuleText(fit ? { ...draft, checksum: checksumOf(draft) } : draft);
}

describe('a capsule is written', () => {
  test('under the name of its violation, and is read back as it was', () => {
    const file = writeCapsule(path.join(directory, 'new', 'folder'), recorded);
    expect(path.basename(file)).toMatch(/^an-order-is-counted-at-most-once-[0-9a-f]{8}\.capsule\.json$/);
    expect(readCapsule(file, { modelHash: MODEL_HASH })).toEqual(JSON.parse(text));
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('whole or not at all: nothing else is left in the folder', () => {
    const folder = path.join(directory, 'whole');
    const file = writeCapsule(folder, recorded);
    expect(writeCapsule(folder, recorded)).toBe(file);
    expect(readdirSync(folder)).toEqual([path.basename(file)]);
  });
});

describe('a capsule that is as it was written', () => {
  test('replays to the recorded verdict', () => {
    expect(attempt(text)).toMatchObject({ outcome: { matches: true, verdict: expect.stringContaining('fails as recorded') as string } });
  });

  test('may be laid out anew', () => {
    expect(attempt(JSON.stringify(JSON.parse(text), null, 4))).toMatchObject({ outcome: { matches: true } });
  });
});

describe('a bad file is refused, with what is wrong and where', () => {
  test('there is none, or it is a folder', () => {
    for (const file of [path.join(directory, 'none.capsule.json'), directory]) {
      expect(() => readCapsule(file, { modelHash: MODEL_HASH })).toThrow(expect.objectContaining({ problem: 'unreadable' }) as Error);
    }
  });

  test.each<[string, CapsuleProblem, string | Uint8Array, RegExp]>([
    ['empty', 'truncated', '', /ends at line 1, column 1/],
    ['cut in the middle', 'truncated', text.slice(0, text.length / 2), /ends at line \d+, column \d+/],
    ['prose', 'not JSON', 'Dear all,', /line 1, column 1/],
    ['a picture', 'foreign', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff]), /no UTF-8 text/],
    ['other JSON', 'foreign', '{"name": "whatif"}', /has no "format"/],
    ['a list', 'foreign', '[]', /has no "format"/],
    ['a newer version', 'other version', changed((draft) => void (draft['version'] = 4)), /version 4; this whatif reads version 3/],
    ['another model', 'other model', changed((draft) => void (draft['modelHash'] = 'b'.repeat(64))), /bbbbbbbbbbbb, and this is aaaaaaaaaaaa.*git checkout/s],
    ['a mode of its own', 'malformed', changed((draft) => void (draft['mode'] = 'tamed')), /\$\.mode/],
    ['no seed', 'malformed', changed((draft) => void delete draft['seed']), /\$\.seed/],
    ['an unknown field', 'malformed', changed((draft) => void (draft['colour'] = 'red')), /"colour"/],
    ['a misspelt time', 'malformed', changed((draft) => void (draft.steps[4]!['at'] = '12')), /\$\.steps\[4\]\.at, step 5, line 23/],
    ['half a microsecond', 'malformed', text.replace(/"at":(\d+)/, '"at":$1.5'), /\$\.steps\[0\]\.at, step 1, line 19/],
    ['an event with a fraction', 'malformed', text.replace('"content":{', '"content":{"part":0.5,'), /steps\[\d+\]\.content\.part/],
    ['a count that is not', 'malformed', changed((draft) => void draft.steps.pop()), /\$\.counts\.steps/],
    ['an unknown scenario', 'unknown name', changed((draft) => void (draft['scenario'] = 'example-countre')), /Did you mean 'example-counter'.*\$\.scenario/s],
    ['an unknown policy', 'unknown name', changed((draft) => void (draft['policy'] = 'count-sheep')), /\$\.policy/],
    ['an unknown profile', 'unknown name', changed((draft) => void (draft['profile'] = 'lousy')), /Did you mean 'lossy'/],
    ['an unknown kind of fault', 'unknown name', changed((draft) => void (draft['faults'] = ['crash', 'lost-replay'])), /Did you mean 'lost-reply'.*\$\.faults\[1\]/s],
    ['an unknown setting', 'unknown name', changed((draft) => void (draft['settings'] = { timeout: 1 })), /\$\.settings\.timeout/],
    ['a setting out of range', 'malformed', changed((draft) => void (draft['settings'] = { clientTimeout: 1 })), /\$\.settings\.clientTimeout is 1/],
    ['a missing setting', 'malformed', changed((draft) => void (draft['settings'] = {})), /lacks a setting/],
  ])('%s', (_what, problem, content, message) => {
    const error = errorOf(content);
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(message);
  });

  test('edited where it matters: the step at which it diverges is named, with its line', () => {
    const error = errorOf(changed((draft) => void (draft.steps[9]!['event'] = '0'.repeat(16)), false));
    expect(error.problem).toBe('edited');
    expect(error.message).toMatch(/diverges at step 10\. .* Step 10 is line 28 of the file\.\nThe recorded choices around it:\n {2}step/s);
  });

  test('edited in a result: the field is named', () => {
    const error = errorOf(changed((draft) => void (draft['hash'] = '0'.repeat(16)), false));
    expect(error).toMatchObject({ problem: 'edited', message: expect.stringContaining('hash is 0000000000000000 in the capsule') as string });
  });

  test('edited where a replay does not look', () => {
    const error = errorOf(changed((draft) => void (draft['seed'] = 'lucky'), false));
    expect(error).toMatchObject({ problem: 'edited', message: expect.stringContaining('All that a replay can check is unchanged') as string });
  });

  test('whole, and yet another run: then the harness is broken', () => {
    const result = attempt(changed((draft) => void (draft['hash'] = '0'.repeat(16))));
    expect(result).toMatchObject({ error: expect.any(HarnessBroken) as unknown });
  });
});

describe('the capsule of a check is checked as hard', () => {
  const edited = (change: (draft: Draft) => void, fit = true): string => changed(change, fit, checkedText);

  test('as it was written it replays to the recorded verdict, without a clock', () => {
    expect(attempt(checkedText)).toMatchObject({
      outcome: { matches: true, verdict: 'The run fails as recorded: linearizable is violated at step 4 of 4.', trace: { time: 4 } },
    });
  });

  test.each<[string, CapsuleProblem, string, RegExp]>([
    ['it has the seed of a run', 'malformed', edited((draft) => void (draft['seed'] = 'amber')), /"seed"/],
    ['no event', 'malformed', edited((draft) => void delete draft.steps[1]!['event']), /\$\.steps\[1\]\.event, step 2, line \d+/],
    ['an event with a fraction', 'malformed', checkedText.replace('"event":{', '"event":{"part":0.5,'), /steps\[0\]\.event\.part/],
    ['a violation of nothing', 'malformed', edited((draft) => void (draft['expected'] = null)), /\$\.expected/],
    ['another model', 'other model', edited((draft) => void (draft['modelHash'] = 'b'.repeat(64))), /whatif check classics\/single-copy-register --clients 2 --lossy yes/],
    ['an unknown subject', 'unknown name', edited((draft) => void (draft['scenario'] = 'classics/single-copy-registre')), /Did you mean 'classics\/single-copy-register'/],
    ['a policy, where there are none', 'unknown name', edited((draft) => void (draft['policy'] = '2023-10')), /\$\.policy/],
    ['an unknown parameter', 'unknown name', edited((draft) => void (draft['settings'] = { ...checked.settings, server: 2 })), /Did you mean 'servers'/],
    ['a missing parameter', 'malformed', edited((draft) => void (draft['settings'] = { servers: 2 })), /lacks a parameter: \$\.settings\.clients/],
    ['a parameter out of range', 'malformed', edited((draft) => void (draft['settings'] = { ...checked.settings, servers: 99 })), /\$\.settings\.servers is 99/],
    ['a word that is none of them', 'malformed', edited((draft) => void (draft['settings'] = { ...checked.settings, lossy: 'maybe' })), /It may be no or yes/],
    ['an unknown invariant', 'unknown name', edited((draft) => void (draft['expected'] = { ...checked.expected, invariant: 'linearisable' })), /Did you mean 'linearizable'/],
  ])('%s', (_what, problem, content, message) => {
    const error = errorOf(content);
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(message);
  });

  test('a step that is not pending there is named, with what is', () => {
    const error = errorOf(edited((draft) => void (draft.steps[2]!['event'] = { ...draft.steps[2]!['event'] as object, body: 'nothing' }), false));
    expect(error.problem).toBe('edited');
    expect(error.message).toMatch(/diverges at step 3\. .* is pending, but with another content: .* Step 3 is line \d+ of the file/s);
  });

  test('an event that nobody would make of its own accord is refused', () => {
    const error = errorOf(edited((draft) => void (draft.steps[0]!['spontaneous'] = true), false));
    expect(error.message).toMatch(/diverges at step 1\. .*happens of its own accord.*it does not, in this world/s);
  });

  test('another option of a choice is refused where it makes another run', () => {
    const error = errorOf(edited((draft) => void (draft.steps[1]!['options'] = [['delivery', 'twice']]), false));
    expect(error.message).toMatch(/diverges at step 2\./);
  });
});

describe.each<[string, AnyCapsule, string]>([['of a run', recorded, text], ['of a check', checked, checkedText]])(
  'whatever happens to a file %s, it gives a typed error or the recorded verdict', (_kind, original, text) => {
  function holds(content: string): void {
    const result = attempt(content);
    if ('outcome' in result) {
      expect(JSON.parse(content)).toEqual(JSON.parse(text));
      expect(result.outcome.verdict).toContain('fails as recorded');
    } else {
      expect(result.error).toBeInstanceOf(CapsuleError);
      expect((result.error as CapsuleError).message).not.toMatch(/\n {4}at |undefined|\[object/);
    }
  }
  const place = fc.nat({ max: text.length - 1 });
  const character = fc.oneof(fc.constantFrom(...'"\\{}[],:0123456789abcdef-+.eE \n'), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }));

  test('one character is changed', () => {
    fc.assert(fc.property(place, character, (at, with_) => holds(text.slice(0, at) + with_ + text.slice(at + 1))), { numRuns: 500 });
  });

  test('one character is inserted, or left out', () => {
    fc.assert(fc.property(place, fc.option(character), (at, added) => holds(
      added === null ? text.slice(0, at) + text.slice(at + 1) : text.slice(0, at) + added + text.slice(at))), { numRuns: 500 });
  });

  test('it is cut', () => {
    fc.assert(fc.property(place, (at) => holds(text.slice(0, at))), { numRuns: 300 });
  });

  test('a field is left out, or has another value, anywhere', () => {
    fc.assert(fc.property(fc.infiniteStream(fc.nat()), fc.option(fc.jsonValue()), (picks, value) => {
      const draft = JSON.parse(text) as object;
      let owner = draft as Record<string, unknown>;
      for (;;) {
        const keys = Object.keys(owner);
        const key = keys[picks.next().value as number % keys.length] as string;
        const inner = owner[key];
        const goDown = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && (picks.next().value as number) % 4 > 0;
        if (goDown) {
          owner = inner as Record<string, unknown>;
          continue;
        }
        if (value !== null) owner[key] = value;
        else if (Array.isArray(owner)) owner.splice(Number(key), 1);
        else Reflect.deleteProperty(owner, key);
        break;
      }
      holds(JSON.stringify(draft));
    }), { numRuns: 500 });
  });

  test('two steps change places', () => {
    fc.assert(fc.property(fc.nat({ max: original.steps.length - 2 }), (at) => {
      const draft = JSON.parse(text) as { steps: unknown[] };
      draft.steps.splice(at, 2, draft.steps[at + 1], draft.steps[at]);
      holds(JSON.stringify(draft));
    }), { numRuns: 100 });
  });
});
