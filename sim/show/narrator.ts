/**
 * How a model's steps are told: the model's own words for general rules. Whatever a narrator leaves out is told by the
 * engine's defaults, from the step's event, choices and writes alone.
 */
import type { CellName } from '../world/cell.js';
import type { Reader } from '../step/step.js';
import type { Value } from '../world/value.js';
import type { Event } from '../process/event.js';

export interface Narrator {
  /**
   * What an event is, in a few words, without who is behind it: `asks sled-1 to stop instance-1`. A story puts that name
   * (`subjectOf`: of a request the caller, of a reply the server, of a stimulus its source) before it; give `who`
   * yourself where another name reads better, null for none. Null instead of words: the default.
   *
   * How a request or reply fared (lost, refused, late) is told by the story: leave it out.
   */
  event(event: Event): string | { readonly who: string | null; readonly what: string } | null;
  /** What the write of a cell means; null when it is bookkeeping that no reader of a story misses. */
  write(cell: CellName, before: Value, after: Value): string | null;
  /** The rule behind a write, in a sentence, and the file that it follows. */
  rule(rule: string): { readonly sentence: string; readonly source: string } | null;
  /** What each party believes and what is true, at one moment: `Nexus: instance-1 is Running (gen 3)`. */
  beliefs(world: Reader): readonly { readonly who: string; readonly what: string }[];
}
