/** Where two runs of one seed part. */
import type { Divergence } from './campaign-result.js';
import type { StepsResult, ToldStep } from './jobs.js';

export function compareSteps(seed: string, first: StepsResult, second: StepsResult): Divergence {
  const fault = second.fault ?? first.fault;
  const length = Math.max(first.steps.length, second.steps.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [first.steps[at], second.steps[at]];
    if (left?.hash === right?.hash && left?.content === right?.content) continue;
    return { seed, step: at + 1, first: tell(left), second: tell(right), fault };
  }
  return { seed, step: null, first: '', second: '', fault };
}

function tell(step: ToldStep | undefined): string {
  return step === undefined ? 'the run had ended' : `${step.what}: ${step.content}`;
}
