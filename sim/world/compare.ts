/** A total order of values by content: that of their canonical texts. The same in every worker, run and runtime. */
import { canonical, type Value } from './value.js';

export function compareValues(left: Value, right: Value): number {
  const leftText = canonical(left);
  const rightText = canonical(right);
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
}
