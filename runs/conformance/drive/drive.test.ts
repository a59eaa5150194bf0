import { describe, expect, test } from 'vitest';
import { ModelAbort } from '../../../models/omicron/abort.js';
import { abort, again, call, lock, memory, mint, sleep, spawn, unlock, type Effect } from '../../../sim/process/effect.js';
import type { Value } from '../../../sim/world/value.js';
import { drive, resultOf, type Surroundings } from './drive.js';
import { SmallWorld } from './small-world.js';

type Program = Generator<Effect, Value, Value>;

function surroundings(log: string[] = []): Surroundings {
  return {
    process: 'server',
    world: new SmallWorld(),
    call: (to, endpoint) => (log.push(`${endpoint} of ${to}`), { ok: endpoint }),
    decide: () => 0,
    statement: () => ({ ok: null }),
    spawn: (program) => void log.push(`spawns ${program}`),
  };
}

describe('a driven program', () => {
  test('meets a world that remembers, and calls that are answered', () => {
    const log: string[] = [];
    const around = surroundings(log);
    function* program(): Program {
      yield* lock('it');
      const id = yield* mint('parent', 'child');
      yield* sleep('long');
      const answer = yield* call<Value>('other', 'ask', null, null);
      yield* memory((self) => (self.set(['answer'], answer as unknown as Value), null));
      yield* unlock('it');
      yield* spawn('later', null);
      return yield* memory((self) => [id, self.get('answer')]);
    }
    expect(resultOf(program(), around)).toEqual(['parent/child-1', { ok: 'ask' }]);
    expect(log).toEqual(['ask of other', 'spawns later']);
    expect(around.world.has(['lock', 'server', 'it'])).toBe(true);
  });

  test('that goes on as another program ends there', () => {
    function* program(): Program {
      return yield* again('publish', { gen: 1 });
    }
    expect(drive(program(), surroundings())).toEqual({ goesOnAs: 'publish', args: { gen: 1 } });
    expect(() => resultOf(program(), surroundings())).toThrow("goes on as 'publish'");
  });

  test('that aborts its process is a panic', () => {
    function* program(): Program {
      return yield* abort('it unwraps');
    }
    expect(() => drive(program(), surroundings())).toThrow(ModelAbort);
  });
});
