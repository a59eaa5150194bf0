/** Arbitraries of simulations: runs of a scenario, workloads without faults, and scenarios themselves. */
import fc from 'fast-check';
import { scenarios } from '../scenarios/index.js';
import { lookUp } from '../terminal/suggest.js';
import { scenario, type ScenarioOptions, type TestedScenario } from '../vitest/tested-scenario.js';
import { DEFAULT_BOUNDS, type Happening, type Plan, type PlanBounds } from './plan.js';
import { Planner, SimulatedRun } from './planned-run.js';

/** Faults strike at one of the first so many choices that offer one; an event is late among the first so many. */
const CHOICES_MAX = 250;
const ARMED_MAX = 400;
/** More than any model proposes at a time: which one is meant goes by the remainder. */
const WHICH_MAX = 5_039;
const TIMINGS_MAX = 1_000_000;
/** The shortest gap between two happenings: a millisecond. */
const GAP_UNIT = 1_000;
const PARTS = 1_000;

const planners = new WeakMap<TestedScenario, Planner>();

/** Runs of a scenario: requests, faults and timing, each of them shrunk by fast-check. */
export function runsOf(tested: TestedScenario, bounds: PlanBounds = {}): fc.Arbitrary<SimulatedRun> {
  let planner = planners.get(tested);
  if (planner === undefined) planners.set(tested, (planner = new Planner(tested)));
  const player = planner;
  return plans({ ...DEFAULT_BOUNDS, ...bounds }).map((plan) => new SimulatedRun(player, plan));
}

/** The same without faults: what users and guests ask for, and how long things take. */
export function workloadsOf(tested: TestedScenario, bounds: Pick<PlanBounds, 'requestsMax' | 'gapMax'> = {}): fc.Arbitrary<SimulatedRun> {
  return runsOf(tested, { ...bounds, faultsMax: 0, lastingMax: 0, lateMax: 0 });
}

/** Which scenarios there may be. */
export interface ScenarioBounds extends Omit<ScenarioOptions, 'policy' | 'settings'> {
  /** Left out: all policies of the scenario. */
  readonly policies?: readonly string[];
  /** Settings that vary: least and greatest value, within what the scenario allows. The others have their defaults. */
  readonly settings?: Readonly<Record<string, readonly [min: number, max: number]>>;
}

const built = new Map<string, TestedScenario>();

/** Scenarios of one name under several policies and settings: `scenariosOf('omicron-4226', { settings: { sleds: [1, 3] } })`. */
export function scenariosOf(name: string, { policies, settings = {}, ...options }: ScenarioBounds = {}): fc.Arbitrary<TestedScenario> {
  const known = lookUp('scenario', name, new Map(scenarios.map((each) => [each.name, each])), 'npx whatif list');
  const values = Object.entries(settings).map(([setting, [min, max]]) => [setting, fc.integer({ min, max })] as const);
  return fc.record({
    policy: fc.constantFrom(...(policies ?? Object.keys(known.policies))), settings: fc.record(Object.fromEntries(values)),
  }).map((chosen) => {
    // Engines are dear, and learn: one for each scenario.
    const key = JSON.stringify([name, chosen, options]);
    let tested = built.get(key);
    if (tested === undefined) built.set(key, (tested = scenario(name, { ...options, ...chosen })));
    return tested;
  });
}

function plans({ requestsMax, faultsMax, lastingMax, lateMax, gapMax }: Required<PlanBounds>): fc.Arbitrary<Plan> {
  const which = fc.nat({ max: WHICH_MAX });
  const gap = gaps(Math.floor(gapMax / GAP_UNIT));
  const happening = (kind: Happening['kind']): fc.Arbitrary<Happening> => fc.record({ kind: fc.constant(kind), gap, which });
  const requests = fc.array(happening('request'), { maxLength: requestsMax, size: 'max' });
  const lasting = fc.array(fc.record({ happening: happening('fault'), at: fc.nat({ max: requestsMax }) }), { maxLength: lastingMax, size: 'max' });
  return fc.record({
    requests, lasting, faults: fc.array(fc.record({ nth: fc.nat({ max: CHOICES_MAX }), which }), { maxLength: faultsMax, size: 'max' }),
    late: fc.array(fc.nat({ max: ARMED_MAX }), { maxLength: lateMax, size: 'max' }),
    timing: fc.nat({ max: TIMINGS_MAX }),
  }).map(({ requests: asked, lasting: lasts, ...rest }) => {
    const happenings: Happening[] = [...asked];
    for (const { happening: fault, at } of lasts) happenings.splice(Math.min(at, happenings.length), 0, fault);
    return { ...rest, happenings };
  });
}

/** Gaps of every order of magnitude: a race of milliseconds is as likely as a pause of a minute. */
function gaps(max: number): fc.Arbitrary<number> {
  const magnitudes = Math.ceil(Math.log2(Math.max(1, max)));
  return fc.tuple(fc.nat({ max: magnitudes }), fc.nat({ max: PARTS }))
    .map(([bits, part]) => Math.floor((Math.min(max, 2 ** bits) * part) / PARTS) * GAP_UNIT);
}
