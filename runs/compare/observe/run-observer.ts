/**
 * Measures one run while it goes on: what each rule costs users, guests and the control plane. It hears of every step, and of
 * every change of what is true (sight.ts); it changes nothing.
 *
 * Time counts up to `HORIZON`, for all policies alike: what a run leaves behind when it rests lasts until then.
 */
import { callsNeeded } from '../../../sim/explore/can-still.js';
import type { Engine } from '../../../sim/explore/engine.js';
import { formatDigest, digestOf, type RunResult } from '../../../sim/explore/run-result.js';
import type { Simulation } from '../../../sim/explore/simulation.js';
import type { Event } from '../../../sim/process/event.js';
import type { UserRequest, UserRequestBody } from '../../../models/omicron/user/client.js';
import { ConsultationReader, RECORDED, RECORDED_BY, truthOf, TRUTHS } from './decisions.js';
import { HORIZON, type RunRecord } from './run-record.js';
import { SeenEvents } from './seen-events.js';
import { isSight, type Sight, type VmmSight } from './sight.js';
import { UserAnswers } from './user-answers.js';

const NOTHING: Sight = { tested: false, broken: null, vmms: [], instances: [] };

export class RunObserver {
  /** The run's rolling hash after each of its steps. */
  readonly hashes: number[] = [];
  private simulation!: Simulation;
  private readonly events = new SeenEvents();
  private readonly answers = new UserAnswers();
  private readonly consultations = new ConsultationReader();
  private sight = NOTHING;
  private since = 0;
  private time = { guest: 0, controllable: 0, twoGuests: 0, unreferenced: 0, fenced: 0 };
  private counts = { wronglyFailed: 0, fenced: 0, sledCalls: 0, statements: 0 };
  private deathsNoticed: number[] = [];
  private stops: number[] = [];
  private decisions: number[] = [];
  private consulted: string[] = [];
  /** VMMs whose guest has executed. */
  private readonly executed = new Set<string>();
  /** VMMs that died of no stop and no halt of their guest while they were shown as alive, and when. */
  private unnoticed = new Map<string, number>();
  /** Instances whose guest is asked to stop, and since when. */
  private stopping = new Map<string, number>();
  private failedOnce = new Set<string>();
  /** Instances that an unregister reached, and those whose guest it ended. */
  private unregistered = new Set<string>();
  private without = new Set<string>();
  /** The user asked for the end of the guest, and for nothing else since. */
  private unwanted = new Set<string>();

  /** Runs one seed, and says what it came to. `bit` gives an invariant's place in the masks. */
  run(engine: Engine, seed: string, bits: ReadonlyMap<string, number>): RunRecord {
    // Before the run, and not during it: an engine that forgets has another simulation.
    engine.evict();
    this.begin(engine.simulation);
    let result: RunResult;
    try {
      result = engine.run(seed, 0, this, false);
    } finally {
      this.simulation.onVerdict = null;
    }
    return this.record(engine, result, bits);
  }

  step(content: number): void {
    const { simulation } = this;
    const { contents } = simulation.transitions;
    this.hashes.push(simulation.hash);
    this.consult();
    switch (this.events.of(contents, content)) {
      case 'user asks':
        return this.userAsks((contents.events[content] as Event & { kind: 'stimulus' }).body as unknown as UserRequestBody);
      case 'user request': {
        const { call, body } = contents.events[content] as Event & { kind: 'request' };
        return this.answers.sent(call.join(), (body as { instanceId: string }).instanceId, call[2] as UserRequest, this.sight);
      }
      case 'user reply':
        return this.userReply(contents.events[content] as Event & { kind: 'reply' });
      case 'user gives up':
        return this.answers.gaveUp((contents.events[content] as Event & { kind: 'expire' }).call.join());
      case 'unregister':
        this.unregistered.add(((contents.events[content] as Event & { kind: 'request' }).body as { instanceId: string }).instanceId);
        this.counts.sledCalls += 1;
        return;
      case 'sled call':
        this.counts.sledCalls += 1;
        return;
      case 'statement':
        this.counts.statements += 1;
        return;
      case 'nothing':
    }
  }

  /** What was true when a policy was asked, and what it had recorded. */
  private consult(): void {
    for (const { vmm, action, cell } of this.consultations.of(this.simulation)) {
      const truth = truthOf(this.sight.vmms.find(({ id }) => id === vmm), this.executed.has(vmm));
      this.decisions.push(TRUTHS.indexOf(truth) * RECORDED.length + RECORDED.indexOf(RECORDED_BY[action]));
      if (!this.consulted.includes(cell)) this.consulted.push(cell);
    }
  }

  private begin(simulation: Simulation): void {
    this.simulation = simulation;
    simulation.onVerdict = (verdict) => void (isSight(verdict) && verdict !== this.sight && this.see(verdict));
    this.hashes.length = 0;
    this.answers.begin();
    this.sight = NOTHING;
    this.since = 0;
    this.time = { guest: 0, controllable: 0, twoGuests: 0, unreferenced: 0, fenced: 0 };
    this.counts = { wronglyFailed: 0, fenced: 0, sledCalls: 0, statements: 0 };
    this.deathsNoticed = [];
    this.stops = [];
    this.decisions = [];
    this.consulted = [];
    for (const kept of [this.unnoticed, this.stopping, this.failedOnce, this.unregistered, this.without, this.unwanted, this.executed]) kept.clear();
  }

  private userAsks({ instanceId, request }: UserRequestBody): void {
    this.answers.overtake(instanceId, request);
    if (request === 'instance_stop' || request === 'instance_delete') this.unwanted.add(instanceId);
    else this.unwanted.delete(instanceId);
    if (request !== 'instance_stop') {
      if (request !== 'instance_delete') this.stopping.delete(instanceId);
      return;
    }
    if (!this.stopping.has(instanceId) && executes(this.sight, instanceId)) this.stopping.set(instanceId, this.simulation.now);
  }

  private userReply({ call, outcome }: Event & { kind: 'reply' }): void {
    const { transitions, world } = this.simulation;
    // Cut off, lost or spoiled on its way: the user is told nothing.
    const cut = transitions.read(world, ['link', call[1], call[0]]) === 'cut';
    if (cut || (transitions.taken[0] ?? 0) !== 0) return;
    const result = outcome as { readonly failure?: { readonly kind: string } };
    if (result.failure === undefined) this.answers.answered(call.join(), 'success');
    else if (result.failure.kind === 'ErrorResponse') this.answers.answered(call.join(), 'error');
    else this.answers.gaveUp(call.join());
  }

  private see(sight: Sight): void {
    const { now } = this.simulation;
    this.pass(now);
    const before = this.sight;
    this.sight = sight;
    for (const vmm of sight.vmms) this.compare(before.vmms.find(({ id }) => id === vmm.id), vmm, now);
    for (const [id, since] of this.unnoticed) {
      if (sight.vmms.find((vmm) => vmm.id === id)?.isShownAlive === true) continue;
      this.unnoticed.delete(id);
      this.deathsNoticed.push(milliseconds(now - since));
    }
    for (const [instanceId, since] of this.stopping) {
      if (executes(sight, instanceId)) continue;
      this.stopping.delete(instanceId);
      this.stops.push(milliseconds(now - since));
    }
    this.answers.see(sight);
  }

  private compare(before: VmmSight | undefined, vmm: VmmSight, now: number): void {
    const { id, instanceId } = vmm;
    if (vmm.isHealthy && vmm.isFailed && !this.failedOnce.has(id)) {
      this.failedOnce.add(id);
      this.counts.wronglyFailed += 1;
    }
    if (before?.executes !== true) {
      if (!vmm.executes) return;
      this.executed.add(id);
      this.without.delete(instanceId);
      this.unregistered.delete(instanceId);
      return;
    }
    if (vmm.executes) return;
    // A stop or a halt of the guest that Propolis handles at once ends a healthy VM in one step.
    if (!before.isHealthy || vmm.machine === 'halted') return;
    if (vmm.isShownAlive) this.unnoticed.set(id, now);
    if ( !this.unregistered.has(instanceId) || this.unwanted.has(instanceId)) return;
    this.counts.fenced += 1;
    if (!executes(this.sight, instanceId)) this.without.add(instanceId);
  }

  /** Adds the time up to `now` to what was so until now. */
  private pass(now: number): void {
    const until = Math.min(now, HORIZON);
    const length = until - this.since;
    if (length <= 0) return;
    this.since = until;
    const { time, sight } = this;
    time.fenced += length * this.without.size;
    const guests = sight.vmms.filter((vmm) => vmm.executes);
    time.guest += length * guests.length;
    time.controllable += length * guests.filter(({ isControllable }) => isControllable).length;
    time.unreferenced += length * guests.filter(({ isReferenced }) => !isReferenced).length;
    const crowded = guests.filter(({ instanceId }, nth) => guests.findIndex((other) => other.instanceId === instanceId) !== nth);
    time.twoGuests += length * crowded.length;
  }

  private record(engine: Engine, result: RunResult, bits: ReadonlyMap<string, number>): RunRecord {
    this.pass(HORIZON);
    const { simulation, time, counts, sight } = this;
    const mask = (names: readonly string[]): number => names.reduce((sum, name) => sum | (bits.has(name) ? 1 << (bits.get(name) as number) : 0), 0);
    const left = sight.vmms;
    const isLive = ({ executes: runs, hasZone, isRegistered }: VmmSight): boolean => runs || hasZone || isRegistered;
    return {
      tested: mask(result.tested), violated: mask(result.violations.map(({ invariant }) => invariant)),
      steps: result.steps, faults: result.faults, atRest: result.atRest, digest: formatDigest(digestOf(result)),
      failedCalls: failedCalls(simulation), wronglyFailed: counts.wronglyFailed,
      deathsNoticed: [...this.deathsNoticed, ...[...this.unnoticed].map(() => -1)], stops: [...this.stops, ...[...this.stopping].map(() => -1)],
      guestTime: milliseconds(time.guest), controllableTime: milliseconds(time.controllable), twoGuestTime: milliseconds(time.twoGuests),
      unreferencedTime: milliseconds(time.unreferenced), fenced: counts.fenced, fencedTime: milliseconds(time.fenced),
      ...this.answers.count(), callsToRecover: result.atRest ? callsToRecover(engine) : null,
      leakedGuests: left.filter(({ executes: runs, isReferenced }) => runs && !isReferenced).length,
      leakedZones: left.filter(({ hasZone, isReferenced }) => hasZone && !isReferenced).length,
      leakedReservations: left.filter((vmm) => vmm.isReserved && !isLive(vmm)).length,
      decisions: this.decisions, consulted: this.consulted, sledCalls: counts.sledCalls, statements: counts.statements,
    };
  }
}

const FAILED_CALL = 'a sled call failed: ';

function failedCalls({ marks, transitions: { names } }: Simulation): number {
  return names.names.reduce((sum, name, id) => (name.startsWith(FAILED_CALL) ? sum + (marks[id] ?? 0) : sum), 0);
}

/** The most that an instance needs; -1 when one needs an operator. */
function callsToRecover({ invariants, simulation }: Engine): number | null {
  const canStill = invariants.find((invariant) => invariant.canStill !== undefined)?.canStill;
  if (canStill === undefined) return null;
  const needed = callsNeeded(simulation, canStill).map(({ calls }) => calls);
  if (needed.length === 0) return null;
  return needed.some((calls) => calls === null) ? -1 : Math.max(...(needed as number[]));
}

function executes({ vmms }: Sight, instanceId: string): boolean {
  return vmms.some((vmm) => vmm.instanceId === instanceId && vmm.executes);
}

function milliseconds(microseconds: number): number {
  return Math.round(microseconds / 1000);
}
