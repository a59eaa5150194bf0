/**
 * Links: one cell an ordered pair of processes, absent while the link is open. A cut link swallows what crosses it
 * (for free: the partition is the fault); a clogged one holds it back until it is cleared.
 */
import type { Step } from '../step/step.js';

export function crossing(
  step: Step, from: string, to: string, transport: 'reliable' | 'connection' | 'datagram',
): 'passed' | 'lost' | 'blocked' {
  if (transport === 'reliable') return 'passed';
  switch (step.get(['link', from, to])) {
    case 'cut':
      return 'lost';
    case 'clogged':
      step.block();
      return 'blocked';
    default:
      return 'passed';
  }
}
