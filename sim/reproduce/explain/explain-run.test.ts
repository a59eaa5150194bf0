import { describe, expect, test } from 'vitest';
import { capsuleOf, type Capsule } from '../capsule.js';
import { recordRun, type Trace, type TracedViolation } from '../trace.js';
import { tallySimulation } from '../test-model/tally.js';
import { playRecorded } from './counterfactuals.js';
import { explainRun } from './explain-run.js';
import { PinnedRun } from './pinned-run.js';

const { simulation, run } = tallySimulation();

interface Failing {
  readonly trace: Trace;
  readonly violation: TracedViolation;
  readonly capsule: Capsule;
}

/** The first runs that count a click twice, and in which this holds. */
function failing(count: number, holds: (trace: Trace, violation: TracedViolation) => boolean = () => true): Failing[] {
  const found: Failing[] = [];
  for (let number = 0; found.length < count && number < 3_000; number += 1) {
    const trace = recordRun(simulation, run, `explain-${number}`);
    const violation = trace.violations.find(({ invariant }) => invariant === 'counted-once');
    if (violation === undefined || !holds(trace, violation)) continue;
    found.push({
      trace, violation, capsule: capsuleOf(trace, {
        scenario: 'tally', policy: 'p', profile: 'rough', settings: {}, faults: null, seed: '', modelHash: '', violation,
      }),
    });
  }
  return found;
}

const runs = failing(6);

describe('an explanation', () => {
  test('tries each fault that struck before the violation, and each request that it follows from', () => {
    for (const { trace, violation, capsule } of runs) {
      const { rerun, causes } = explainRun(simulation, capsule, trace, violation, { forks: 0 });
      const tried = rerun!.counterfactuals;
      const steps = trace.steps.slice(1, violation.step + 1);
      const struck = steps.filter(({ event, choices, late }) => late || event?.kind === 'fault' || choices.some(({ fault }) => fault !== null));
      const asked = steps.filter(({ event, number }) => event?.kind === 'stimulus' && causes!.has(number));
      const of = (kind: string): Set<number> => new Set(tried.filter(({ flip }) => flip.kind === kind).map(({ flip }) => flip.step));
      expect(of('fault')).toEqual(new Set(struck.map(({ number }) => number)));
      expect(of('request')).toEqual(new Set(asked.map(({ number }) => number)));
    }
  });

  test('flips one thing at a time, and leaves the run as it was: what has not happened yet differs, and nothing before', () => {
    for (const { trace, violation, capsule } of runs) {
      const { rerun } = explainRun(simulation, capsule, trace, violation, { forks: 2 });
      for (const { flip, trace: other, outcome } of rerun!.counterfactuals) {
        // A fault that is left out may have been armed late: all before its arming is as recorded.
        const since = flip.fault === 'late' ? (trace.steps[flip.step]?.armedBy ?? 0) + 1 : flip.step;
        const happened = ({ steps }: Trace): object[] => steps.slice(0, since).map(({ time, fingerprint, choices }) => ({ time, fingerprint, choices }));
        expect(happened(other)).toEqual(happened(trace));
        expect(other.violations.some(({ fingerprint }) => fingerprint === violation.fingerprint)).toBe(outcome === 'same');
      }
      const again = playRecorded(simulation, new PinnedRun(capsule), 200_000);
      const upToIt = ({ steps }: Trace): string[] => steps.slice(0, violation.step + 1).map(({ fingerprint, time }) => `${time} ${fingerprint}`);
      expect(upToIt(again)).toEqual(upToIt(trace));
    }
  });

  test('is the same every time', () => {
    const [{ trace, violation, capsule }] = runs as [Failing];
    const explain = (): object => explainRun(tallySimulation().simulation, capsule, trace, violation, { forks: 5 });
    const withoutCode = (value: object): unknown => JSON.parse(JSON.stringify(value));
    expect(withoutCode(explain())).toEqual(withoutCode(explain()));
  });

  test('calls a lost answer necessary where it alone made the frontend ask again', () => {
    const [alone] = failing(1, (trace, violation) => {
      const before = trace.steps.slice(1, violation.step + 1);
      const faults = before.filter(({ event, choices, late }) => late || event?.kind === 'fault' || choices.some(({ fault }) => fault !== null));
      return faults.length === 1 && faults[0]!.choices.some(({ fault }) => fault === 'lost-reply');
    });
    const { trace, violation, capsule } = alone!;
    const { rerun } = explainRun(simulation, capsule, trace, violation, { forks: 20 });
    const lost = rerun!.counterfactuals.find(({ flip }) => flip.kind === 'fault')!;
    expect([lost.flip.fault, lost.outcome]).toEqual(['lost-reply', 'nothing']);
    // Before the answer was lost every fork passes; once it is, the frontend asks again whatever comes.
    for (const { step, failing: failed, forks } of rerun!.chances) expect(failed).toBe(step < lost.flip.step ? 0 : forks);
    expect(rerun!.inevitable).toBe(lost.flip.step);
  });

  test('ends with all forks failing: what has happened has happened', () => {
    for (const { trace, violation, capsule } of runs) {
      const { rerun } = explainRun(simulation, capsule, trace, violation, { forks: 4 });
      expect(rerun!.chances.at(-1)).toEqual({ step: violation.step, forks: 4, failing: 4 });
      expect(rerun!.chances.map(({ step }) => step)).toEqual([...rerun!.chances.map(({ step }) => step)].sort((left, right) => left - right));
    }
  });
});
