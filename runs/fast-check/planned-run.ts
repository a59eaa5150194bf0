/** Plays a plan on a scenario's simulation: a run that timed mode allows, to its rest, with the scenario's invariants watched. */
import { toStringMethod } from 'fast-check';
import { learnedProposals } from '../../sim/explore/proposals.js';
import type { Simulation } from '../../sim/explore/simulation.js';
import { LATE } from '../../sim/explore/profile.js';
import { sampleDuration, sampleLate } from '../../sim/explore/sampling.js';
import { STEPS_MAX } from '../../sim/explore/timed-run.js';
import { ModelFault } from '../../sim/process/model-fault.js';
import type { DurationRange, FaultProposal } from '../../sim/process/model.js';
import { KeyedRandom } from '../../sim/random/keyed-random.js';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { GuidedRun } from '../../sim/reproduce/guided-run.js';
import type { Script, SpontaneousPin } from '../../sim/reproduce/script.js';
import { faultProposals } from '../../sim/reproduce/shrink/opportunities.js';
import { TraceRecorder } from '../../sim/reproduce/trace-recorder.js';
import type { Trace, TracedViolation } from '../../sim/reproduce/trace.js';
import type { LearnedReading } from '../../sim/step/learned-reading.js';
import type { Choice } from '../../sim/step/step.js';
import type { Value } from '../../sim/world/value.js';
import { storyText } from '../cli/story-text.js';
import { counted } from '../terminal/count.js';
import { invariantNames, type TestedScenario } from '../vitest/tested-scenario.js';
import { capsuleFor, failureMessage, PAGE, ViolationError } from '../vitest/violation-error.js';
import type { Plan } from './plan.js';

/** What plays scripts on one simulation, with what it learned. */
class Stage {
  readonly simulation: Simulation;
  readonly guided: GuidedRun;
  readonly requests: readonly LearnedReading<readonly number[]>[];
  readonly lasting: LearnedReading<readonly FaultProposal[]>;

  constructor(simulation: Simulation) {
    const { transitions } = simulation;
    this.simulation = simulation;
    this.guided = new GuidedRun(simulation);
    this.requests = transitions.model.stimuli.map((source) => learnedProposals(transitions, source));
    this.lasting = faultProposals(simulation);
  }
}

interface Played extends Pick<Trace, 'atRest' | 'modelFault'> {
  /** The names of the invariants that are violated. */
  readonly violated: readonly string[];
}

/** Plays plans on one scenario; what it learned serves all of them. */
export class Planner {
  readonly tested: TestedScenario;
  private stage: Stage;
  private readonly random = new KeyedRandom(['durations']);

  constructor(tested: TestedScenario) {
    this.tested = tested;
    this.stage = new Stage(tested.engine.simulation);
  }

  /** Plays a plan to the world's rest. Returns what is violated, and the model's fault that ended the run, if one did. */
  play(plan: Plan, recorder: TraceRecorder | null = null): Played {
    const { guided, simulation } = this.stage;
    this.random.reseed(`plan ${plan.timing}`);
    const used = simulation.transitions.model.stimuli.map(() => 0);
    guided.recorder = recorder;
    guided.proposed = ({ root }) => this.propose(plan, root, used);
    guided.unpinnedOption = this.options(plan);
    guided.unpinned = this.durations(plan);
    let atRest = false;
    let modelFault: Trace['modelFault'] = null;
    try {
      ({ atRest } = guided.run(scriptOf(plan), { until: null, stepsMax: STEPS_MAX, judgesRest: true }));
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      modelFault = { handler: error.handler, message: error.message };
    } finally {
      guided.recorder = null;
    }
    const names = this.tested.engine.invariants.map(({ name }) => name);
    return { atRest, modelFault, violated: simulation.violations.map(({ invariant }) => names[invariant] as string) };
  }

  /** Plays a plan, and records it. */
  record(plan: Plan): Trace {
    this.forget();
    const recorder = new TraceRecorder(this.stage.simulation);
    const { atRest, modelFault } = this.play(plan, recorder);
    return recorder.trace({ seed: null, atRest, plan: null, modelFault });
  }

  /** Throws away what was learned, if that is too much. */
  forget(): void {
    const { engine } = this.tested;
    engine.evict();
    if (engine.simulation !== this.stage.simulation) this.stage = new Stage(engine.simulation);
  }

  private options({ faults }: Plan): (choice: Choice) => number {
    let offered = 0;
    return ({ options }) => {
      const free = options.findIndex(({ fault }) => fault === null);
      const struck = options.flatMap(({ fault }, index) => (fault !== null && this.mayStrike(fault) ? [index] : []));
      if (struck.length === 0) return free;
      const strike = faults.find(({ nth }) => nth === offered);
      offered += 1;
      return strike === undefined ? free : struck[strike.which % struck.length] as number;
    };
  }

  private durations({ late, timing }: Plan): (range: DurationRange, ordinal: number) => number {
    const mayBeLate = this.mayStrike(LATE);
    let armed = 0;
    return (range, ordinal) => {
      const word = this.random.draw(0, 0, ordinal);
      if (range.mayBeLate && mayBeLate) {
        armed += 1;
        if (late.includes(armed - 1)) return sampleLate(range, word);
      }
      if (timing > 0) return sampleDuration(range, word, 100);
      return range.recurring === true ? range.max : range.min;
    };
  }

  /** What a happening is in the world as it is now; null when the model proposes nothing, or no more. */
  private propose(plan: Plan, index: number, used: number[]): Value | null {
    const { requests, lasting, simulation: { transitions, world } } = this.stage;
    const { kind, which } = plan.happenings[index]!;
    if (kind === 'fault') {
      const allowed = lasting.evaluate(world).filter(({ kind: fault }) => this.mayStrike(fault));
      return allowed.length === 0 ? null : allowed[which % allowed.length]!.event as unknown as Value;
    }
    const proposals = requests.flatMap((source, number) => {
      if ((used[number] as number) >= transitions.model.stimuli[number]!.max) return [];
      return source.evaluate(world).map((content) => ({ number, content }));
    });
    const chosen = proposals[which % Math.max(1, proposals.length)];
    if (chosen === undefined) return null;
    used[chosen.number] = (used[chosen.number] as number) + 1;
    return transitions.contents.events[chosen.content] as unknown as Value;
  }

  private mayStrike(kind: string): boolean {
    return this.tested.faults === null || this.tested.faults.includes(kind);
  }
}

/** One simulated run that fast-check made. Its report shows the story. */
export class SimulatedRun {
  readonly plan: Plan;
  /** The names of the invariants that it violates, in the order in which it did. */
  readonly violated: readonly string[];
  private readonly modelFault: Trace['modelFault'];
  private readonly planner: Planner;
  private readonly tested: TestedScenario;
  private recorded: Trace | null = null;

  constructor(planner: Planner, plan: Plan) {
    this.plan = plan;
    this.planner = planner;
    this.tested = planner.tested;
    planner.forget();
    ({ violated: this.violated, modelFault: this.modelFault } = planner.play(plan));
  }

  /** Step by step. It is played once more for that: the run itself is not recorded, which would cost many times as much. */
  get trace(): Trace {
    return (this.recorded ??= this.planner.record(this.plan));
  }

  get violations(): readonly TracedViolation[] {
    return this.violated.length === 0 ? [] : this.trace.violations;
  }

  /** Requests of users and events of guests. */
  get requests(): number {
    return this.trace.steps.filter(({ event }) => event?.kind === 'stimulus').length;
  }

  get faults(): number {
    return this.trace.faults;
  }

  /**
   * @param invariant Those that count: names, as they stand or with-hyphens; left out: all of the scenario.
   * @param out Where the capsule of a violation is written, from the current directory; null (the default, as shrinking meets many) for nowhere.
   * @throws ViolationError with the story of the first violation.
   */
  expectHolds(invariant?: string | readonly string[], out: string | null = null): void {
    const names = invariantNames(this.tested, invariant);
    const { modelFault } = this;
    if (modelFault !== null) throw new ViolationError(`the model of ${this.tested.name} is at fault: ${modelFault.message}`);
    const violation = this.violations.find(({ invariant: name }) => names.includes(name));
    if (violation === undefined) return;
    throw new ViolationError(failureMessage(this.tested, { trace: this.trace, violation, seed: null, among: '', again: null }, out));
  }

  /** The capsule of this run, for `npx whatif replay`; null for a scenario of one's own. */
  capsule(): Capsule | null {
    return capsuleFor(this.tested, this.trace, this.violations[0] ?? null, '');
  }

  story(): string {
    return storyText(this.trace, this.tested.built.narrator, this.violations[0] ?? null, PAGE, { whole: this.violations.length === 0 });
  }

  /** What fast-check prints of it. */
  toString(): string {
    const counts = `${counted(this.requests, 'request')}, ${counted(this.faults, 'fault')}, ${counted(this.trace.steps.length - 1, 'step')}`;
    const [violation] = this.violations;
    return violation === undefined ? `a run of ${this.tested.name} (${counts})`
      : `a run of ${this.tested.name} (${counts}) that violates ${violation.fingerprint}:\n${this.story()}\n`;
  }

  [toStringMethod](): string {
    return this.toString();
  }
}

function scriptOf({ happenings }: Plan): Script {
  let at = 0;
  const spontaneous = happenings.map(({ kind, gap }, root): SpontaneousPin => {
    at += gap;
    return { on: true, content: null, kind: kind === 'fault' ? 'fault' : 'stimulus', root, at, step: 0, whenQuiet: false, anchor: null };
  });
  return { spontaneous, durations: new Map(), choices: new Map(), begin: [] };
}
