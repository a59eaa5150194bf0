/** Runs for the tests of the formats, and words that try to break out of them: as if a capsule or a model had brought them. */
import fc from 'fast-check';
import type { Narrator } from '../narrator.js';
import { recordRun, type Trace } from '../../reproduce/trace.js';
import { tallyNarrator, tallySimulation } from '../../reproduce/test-model/tally.js';

const { simulation, run } = tallySimulation();
const recorded = new Map<number, Trace>();

/** The number of a run of the test model. */
export const runNumber = fc.nat({ max: 199 });

/** A run of the test model. */
export function recordedRun(number: number): Trace {
  let trace = recorded.get(number);
  if (trace === undefined) recorded.set(number, (trace = recordRun(simulation, run, `export-${number}`)));
  return trace;
}

/** The first run that a condition holds for. */
export function firstRun(holds: (trace: Trace) => boolean): Trace {
  for (let number = 0; number < 2_000; number += 1) if (holds(recordedRun(number))) return recordedRun(number);
  throw new Error('no such run');
}

const BREAKERS = [
  'end', 'a;b', '#35;', '%%{init: {"theme":"dark"}}%%', '<script>alert(1)</script>', '</script>', '&amp;', 'x: y', '-->>', 'note over p0: z', 'as', 'rect',
  '\n', '\r\n', '"', '\\', '{"a":1}', '\u001b[31m', '\u202e', '\u0000', '`', '|', '[x](javascript:y)', '@{', 'wrap: x', '', ' ', '/', '../..', '__proto__',
];

/** Text made of such pieces and any others. */
export const hostileText = fc.array(fc.oneof(fc.constantFrom(...BREAKERS), fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 6 })
  .map((parts) => parts.join(' '));

/** A narrator that tells everything in this text. */
export function hostileNarrator(text: string): Narrator {
  return {
    event: (event) => (event.kind === 'wake' ? text : { who: text, what: text }),
    write: (cell) => (cell[0] === 'row' ? text : null),
    rule: () => ({ sentence: text, source: text }),
    beliefs: () => [{ who: text, what: text }, { who: 'tally', what: text }],
  };
}

/** It, or one that means well. */
export const anyNarrator: fc.Arbitrary<Narrator> = fc.oneof(fc.constant(tallyNarrator), hostileText.map(hostileNarrator));
