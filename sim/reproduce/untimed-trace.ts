/**
 * The trace of a path that a search found: the same steps, fired on a simulation that is watched. There is no clock: the
 * time of a step is its number, and means nothing else.
 */
import { judgeAtRest } from '../explore/can-still.js';
import { InvariantChecker, type Invariant } from '../explore/invariant.js';
import type { Lasso } from '../explore/exhaustive/liveness/lasso.js';
import { executionTo, initialOptionsOf, type Execution } from '../explore/exhaustive/path.js';
import type { LeadsTo } from '../explore/exhaustive/properties.js';
import type { Search } from '../explore/exhaustive/search.js';
import { Simulation, type Driver } from '../explore/simulation.js';
import { Transitions } from '../step/transitions.js';
import { canonical, type Value } from '../world/value.js';
import { TraceRecorder } from './trace-recorder.js';
import type { Trace } from './trace.js';
import { armUntimed } from './untimed-driver.js';
import { whyNeverPaid } from './never-paid.js';

export interface PathRecording {
  /** With symmetry: what the ids of the state are renamed to. */
  readonly renaming?: readonly number[] | undefined;
  /** The world that the path leads to is at rest: what speaks of rest is judged there. */
  readonly atRest?: boolean;
}

/** Records an execution to a state, checking these invariants on the way. */
export function tracePath(search: Search, state: number, invariants: readonly Invariant[], { renaming, atRest = false }: PathRecording = {}): Trace {
  const { simulation, recorder } = record(search, executionTo(search, state, renaming), invariants);
  if (atRest) judgeAtRest(simulation);
  return recorder.trace({ seed: null, atRest, plan: null, modelFault: null });
}

/** Records an execution that never pays what it owes: its stem, and once the steps that go round. */
export function traceLasso(search: Search, lasso: Lasso, property: LeadsTo, invariants: readonly Invariant[]): Trace {
  const { recorder } = record(search, { initialOptions: initialOptionsOf(search, lasso.start), steps: [...lasso.stem, ...lasso.loop] }, invariants);
  const { evidence, fingerprint } = whyNeverPaid(property.name, lasso.subject, lasso.loop.map(({ event }) => event));
  recorder.neverPaid(property, lasso.subject, evidence, fingerprint);
  return recorder.trace({ seed: null, atRest: false, plan: null, modelFault: null });
}

function record(search: Search, { initialOptions, steps }: Execution, invariants: readonly Invariant[]): { simulation: Simulation; recorder: TraceRecorder } {
  const transitions = new Transitions(search.transitions.model);
  const simulation = new Simulation(transitions, new InvariantChecker(transitions, invariants));
  const recorder = new TraceRecorder(simulation);
  let options: readonly number[] = initialOptions;
  let drawnFaults = 0;
  const driver: Driver = {
    choose: (choice, nth) => {
      const option = options[nth] ?? 0;
      if (transitions.choices.choices[choice]!.options[option]!.fault !== null) drawnFaults += 1;
      return option;
    },
    arm: (content, duration) => armUntimed(simulation, content, duration),
  };
  simulation.reset();
  simulation.begin(driver);
  recorder.begun();
  for (const step of steps) {
    const content = transitions.contents.id(step.event as unknown as Value);
    const node = step.spontaneous ? -1 : simulation.agenda.find(content);
    if (node < 0 && !step.spontaneous) throw new Error(`${canonical(step.event)} is not pending: the search and the simulation disagree`);
    if (node >= 0) simulation.agenda.end(node);
    options = step.options;
    drawnFaults = 0;
    simulation.now += 1;
    if (!simulation.fire(content, driver)) throw new Error(`${canonical(step.event)} is blocked: the search and the simulation disagree`);
    // The other faults of a step are events that are late: it did not wait for them, or is one of them.
    recorder.wereLate(step.faults - drawnFaults - (node < 0 && step.event.kind === 'fault' ? 1 : 0));
    recorder.step(content, node < 0, 0, node);
  }
  return { simulation, recorder };
}
