/**
 * A model whose users and guests ask for what they asked for in one execution, each thing as often as they did, in any order and at
 * any moment: the workload of that execution.
 */
import type { StimulusEvent } from '../../../process/event.js';
import type { Model, StimulusSource } from '../../../process/model.js';
import { canonical, type Value } from '../../../world/value.js';

export function onlyStimuli(model: Model, stimuli: readonly StimulusEvent[]): Model {
  const texts = stimuli.map(textOf);
  const distinct = stimuli.filter((stimulus, nth) => texts.indexOf(textOf(stimulus)) === nth);
  const sources = distinct.flatMap((stimulus): StimulusSource[] => {
    const text = textOf(stimulus);
    const source = model.stimuli.find(({ name }) => name === stimulus.source);
    if (source === undefined) return [];
    return [{
      name: `${source.name} ${text}`, gap: source.gap, max: texts.filter((other) => other === text).length,
      propose: (world) => source.propose(world).filter((proposed) => textOf(proposed) === text).slice(0, 1),
    }];
  });
  // What users can still do is asked of the sources as they are.
  return { ...model, stimuli: [...sources, ...model.stimuli.map((source) => ({ ...source, max: 0 }))] };
}

function textOf(stimulus: StimulusEvent): string {
  return canonical(stimulus as unknown as Value);
}
