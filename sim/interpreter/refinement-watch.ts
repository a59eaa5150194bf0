/**
 * Watches a timed run, and says whether the check admits it: whether its order of events is one that nominal ranges allow, with
 * at most as many events that are late as were drawn to be. The rule is that of plain-order.ts, the check's oracle.
 *
 * It also measures bursts: how long after its beginning a burst still arms events. What was late or held back ends the burst
 * that it belongs to, and begins another one.
 *
 * Which steps a world allows is not looked at: it is the same transition relation in all modes.
 */
import type { Simulation } from '../explore/simulation.js';
import type { StepRecorder } from '../explore/timed-run.js';
import type { DurationRange } from '../process/model.js';
import { BLOCKED, LEAF_FLAGS } from '../step/leaf-pool.js';
import { OrderedStep, OrderRules, noOrder, orderTraits, pendingKey, type OrderTraits, type PlainPending } from './plain-order.js';

interface Pending {
  readonly key: string;
  readonly content: number;
  readonly traits: OrderTraits;
  readonly isLate: boolean;
  /** When its burst began; null when it is in none. */
  readonly begun: number | null;
  wasHeldBack: boolean;
}

export class RefinementWatch implements StepRecorder {
  /** What the check does not admit, of all runs so far. */
  readonly exceptions: string[] = [];
  /** The longest burst, in microseconds. */
  burstMax = 0;
  steps = 0;
  private readonly simulation: Simulation;
  private readonly rules: OrderRules;
  private state: PlainPending = { keys: [], order: noOrder() };
  /** By node of the agenda. */
  private live = new Map<number, Pending>();
  private nodesSeen = 0;
  /** How many events were drawn to be late, and how many the check has to take for late. */
  private late = 0;
  private charged = 0;
  private readonly keys = new Map<string, { readonly key: string; readonly traits: OrderTraits; readonly range: DurationRange; readonly isQuick: boolean }>();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    this.rules = new OrderRules(simulation.transitions.model);
  }

  begun(): void {
    this.state = { keys: [], order: noOrder() };
    this.live = new Map();
    this.nodesSeen = this.late = this.charged = 0;
    const change = new OrderedStep(this.rules, this.state);
    this.settle(change, null);
  }

  step(_content: number, _spontaneous: boolean, _late: number, node: number): void {
    this.steps += 1;
    const change = new OrderedStep(this.rules, this.state);
    const fired = node < 0 ? null : this.live.get(node)!;
    const { free, places } = this.state.order;
    const held = [...this.live.values()].filter(({ key, traits, wasHeldBack }) => wasHeldBack && traits.max !== null && !free.has(key)).map(({ key }) => key);
    change.lose([...new Set(held)]);
    if (fired !== null) {
      this.live.delete(node);
      const overtaken = [...(places.get(fired.key)?.keys() ?? [])].filter((other) => !held.includes(other));
      for (const other of overtaken) this.overtake(fired.key, other);
      change.lose(overtaken);
      const isLate = fired.isLate && fired.traits.mayBeLate && fired.traits.max !== null && !free.has(fired.key);
      if (isLate) this.charged += 1;
      change.fire(fired.key, isLate);
    }
    this.settle(change, fired);
    if (this.charged > this.late) this.exceptions.push(`${this.charged} late events, and ${this.late} were drawn`);
  }

  private overtake(key: string, other: string): void {
    const { mayBeLate } = [...this.live.values()].find((pending) => pending.key === other)!.traits;
    if (!mayBeLate) this.exceptions.push(`${key} overtook ${other}`);
    this.charged += 1;
  }

  /** Takes off what is gone, and adds what was armed. */
  private settle(change: OrderedStep, fired: Pending | null): void {
    const { agenda } = this.simulation;
    const armed: [number, Pending][] = [];
    const carried = new Set<number>();
    for (let node = this.nodesSeen; node < agenda.count; node += 1) {
      const former = [...this.live.keys()].find((other) => !agenda.isPending(other) && !carried.has(other) &&
        agenda.times[other] === agenda.times[node] && agenda.tie(other) === agenda.tie(node) && agenda.durations[other] === agenda.durations[node]);
      if (former === undefined) armed.push([node, this.armed(node, fired)]);
      else {
        carried.add(former);
        const before = this.live.get(former)!;
        const pending = { ...before, ...this.known(node), content: agenda.contents[node]! };
        if (change.has(before.key)) change.rename(before.key, pending.key);
        this.live.delete(former);
        this.live.set(node, pending);
      }
    }
    this.nodesSeen = agenda.count;
    for (const [node, { key }] of [...this.live]) {
      if (agenda.isPending(node)) continue;
      change.remove(key);
      this.live.delete(node);
    }
    change.arm(armed.map(([, { key }]) => key));
    for (const [node, pending] of armed) if (agenda.isPending(node)) this.live.set(node, pending);
    this.state = change.result;
    for (const pending of this.live.values()) if (this.isHeldBack(pending.content)) pending.wasHeldBack = true;
  }

  private armed(node: number, fired: Pending | null): Pending {
    const { agenda, now } = this.simulation;
    const { key, traits, range, isQuick } = this.known(node);
    const isLate = agenda.times[node]! - now > range.max;
    if (isLate) this.late += 1;
    const goesOn = fired !== null && fired.begun !== null && !fired.isLate && !fired.wasHeldBack;
    const begun = goesOn ? fired.begun! : now;
    if (goesOn) this.burstMax = Math.max(this.burstMax, now - fired.begun!);
    return { key, traits, content: agenda.contents[node]!, isLate, begun: isQuick ? begun : null, wasHeldBack: false };
  }

  private known(node: number): { key: string; traits: OrderTraits; range: DurationRange; isQuick: boolean } {
    const { agenda, transitions: { contents, names, model } } = this.simulation;
    const content = agenda.contents[node]!;
    const duration = names.name(agenda.durations[node]!);
    const text = contents.text(content);
    const name = `${duration} ${text}`;
    let known = this.keys.get(name);
    if (known === undefined) {
      const traits = orderTraits(model, contents.events[content]!, duration);
      known = { key: pendingKey(text, traits), traits, range: model.durations[duration]!, isQuick: model.burst?.durations.includes(duration) === true };
      this.keys.set(name, known);
    }
    return known;
  }

  private isHeldBack(content: number): boolean {
    const { transitions, world } = this.simulation;
    const { leaves, choices } = transitions;
    const leaf = transitions.fire(content, world, { choose: (choice) => Math.max(0, choices.choices[choice]!.options.findIndex(({ fault }) => fault === null)) });
    return (leaves.data[leaf + LEAF_FLAGS]! & BLOCKED) !== 0;
  }
}
