/** A recorded run as a script with everything pinned, in which the pins behind each step can be found. */
import { armingKey, type Capsule } from '../capsule.js';
import type { ChangeableRun } from './changeable-run.js';
import { placeOf, scriptOf, type ChoicePin, type DurationPin, type Place, type Script, type SpontaneousPin } from '../script.js';

export class PinnedRun implements ChangeableRun {
  readonly script: Script;
  private readonly keys: readonly string[];
  private readonly places: readonly (Place | null)[];

  constructor(capsule: Capsule) {
    const { script, places } = scriptOf(capsule);
    this.script = script;
    this.places = places;
    this.keys = capsule.steps.map(({ key }) => armingKey(key));
  }

  /** The spontaneous event that a step was; undefined when another step had armed it. */
  spontaneous(step: number): SpontaneousPin | undefined {
    return this.script.spontaneous.find((pin) => pin.step === step);
  }

  /** How long what fired as this step took; undefined when it is spontaneous. */
  duration(step: number): DurationPin | undefined {
    const place = this.places[step - 1];
    return place === undefined || place === null ? undefined : this.script.durations.get(this.key(step))?.get(place);
  }

  /** How the choices of a step came out, in order. */
  choices(step: number): readonly ChoicePin[] {
    return this.script.choices.get(this.key(step))?.get(this.place(step)) ?? [];
  }

  /** Lets the `nth` choice of a step come out otherwise. Returns how to undo that. */
  comeOut(step: number, nth: number, option: string): () => void {
    const places = this.script.choices.get(this.key(step));
    const before = this.choices(step);
    const former = before[nth];
    if (places === undefined || former === undefined) throw new Error(`step ${step} has no choice number ${nth}`);
    const place = this.place(step);
    places.set(place, before.map((pin, index) => (index === nth ? { on: true, label: former.label, option } : pin)));
    return () => void places.set(place, before);
  }

  private key(step: number): string {
    return this.keys[step - 1] as string;
  }

  private place(step: number): Place {
    return this.places[step - 1] ?? placeOf(this.spontaneous(step)?.root ?? 0, 0);
  }
}
