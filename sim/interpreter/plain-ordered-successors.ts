/** The same as plain-successors.ts under the order that nominal ranges impose: see plain-order.ts for the rule. */
import { MESSAGE } from '../network/rpc.js';
import { fire } from '../process/dispatch.js';
import { orphaned, traitsOf, type Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import { ModelFault } from '../process/model-fault.js';
import { canonical } from '../world/value.js';
import { eventTextOf, noOrder, OrderedStep, OrderRules, orderText, orderTraits, pendingKey, traitsOfKey, type PlainPending } from './plain-order.js';
import type { PlainStep } from './plain-step.js';
import { distinctEvents, outcomes, worldOf } from './plain-successors.js';
import type { Texts } from './plain-world.js';

export interface OrderedState {
  readonly cells: Texts;
  readonly pending: PlainPending;
  readonly used: readonly number[];
}

export interface OrderedSuccessor {
  readonly state: OrderedState;
  readonly cost: number;
  /** Whether it armed something that has a place in the order, or may have. */
  readonly matters: boolean;
}

/** The steps of a model: its first states, and the successors of a state. */
export class OrderedSteps {
  private readonly model: Model;
  private readonly rules: OrderRules;

  constructor(model: Model) {
    this.model = model;
    this.rules = new OrderRules(model);
  }

  initial(): OrderedState[] {
    const empty: OrderedState = { cells: new Map(), pending: { keys: [], order: noOrder() }, used: this.model.stimuli.map(() => 0) };
    return outcomes(empty.cells, (step) => this.model.begin(step)).filter(({ cost }) => cost === 0)
      .map(({ step }) => this.after(empty, step, () => undefined));
  }

  from(state: OrderedState): OrderedSuccessor[] {
    const { model } = this;
    const world = worldOf(state.cells);
    const { keys, order } = state.pending;
    const isReady = new Map([...new Set(keys)].map((key) => [key, !isHeldBack(model, state.cells, eventOf(key))]));
    const heldBack = [...isReady].filter(([key, ready]) => !ready && traitsOfKey(key).max !== null && !order.free.has(key)).map(([key]) => key);
    const pending = [...new Set(keys)].flatMap((key) => {
      const before = [...(order.places.get(key)?.keys() ?? [])].filter((other) => isReady.get(other)!);
      if (before.some((other) => !traitsOfKey(other).mayBeLate)) return [];
      const fired = (isLate: boolean): OrderedSuccessor[] => this.fired(state, eventOf(key), before.length + (isLate ? 1 : 0), (change) => {
        change.lose([...heldBack, ...before]);
        change.fire(key, isLate);
      });
      const { mayBeLate, recurs } = traitsOfKey(key);
      const hasPlace = [...order.places.values()].some((known) => known.has(key));
      return [...fired(false), ...(mayBeLate && !recurs && hasPlace ? fired(true).filter(({ matters }) => matters) : [])];
    });
    const spontaneous = (before: OrderedState, event: Event, cost: number): OrderedSuccessor[] =>
      this.fired(before, event, cost, (change) => change.lose(heldBack));
    const stimuli = model.stimuli.flatMap((source, number) => (state.used[number]! >= source.max ? []
      : distinctEvents(source.propose(world)).flatMap((event) =>
        spontaneous({ ...state, used: state.used.map((count, index) => (index === number ? count + 1 : count)) }, event, 0))));
    const faults = distinctEvents(model.faults(world).map(({ event }) => event)).flatMap((event) => spontaneous(state, event, 1));
    return [...pending, ...stimuli, ...faults];
  }

  private fired(before: OrderedState, event: Event, extra: number, begin: (change: OrderedStep) => void): OrderedSuccessor[] {
    return outcomes(before.cells, (step) => fire(this.model, event, step)).filter(({ step }) => !step.blocked)
      .map(({ step, cost }) => ({ state: this.after(before, step, begin), cost: cost + extra, matters: this.matters(step) }));
  }

  private matters({ arms, forgotten }: PlainStep): boolean {
    return forgotten.length > 0 || arms.map(({ event, duration }) => orderTraits(this.model, event, duration)).some(({ min, max }) => min !== null || max !== null);
  }

  private after(state: OrderedState, step: PlainStep, begin: (change: OrderedStep) => void): OrderedState {
    const change = new OrderedStep(this.rules, state.pending);
    begin(change);
    const resets: Event[] = [];
    for (const { process, resets: sent } of step.forgotten) {
      for (const key of change.result.keys) {
        if (!change.has(key)) continue;
        const rest = orphaned(eventOf(key), process);
        if (rest !== null) change.rename(key, pendingKey(canonical(rest), traitsOfKey(key)));
        else if (traitsOf(eventOf(key)).privateTo === process) change.remove(key);
      }
      resets.push(...sent);
    }
    for (const event of step.cancels) {
      const text = canonical(event);
      const found = [...new Set(change.result.keys.filter((key) => eventTextOf(key) === text))];
      if (found.length !== 1) throw new ModelFault('cancels what is not pending, or pending with durations of different ranges', text);
      change.remove(found[0]!);
    }
    const key = (event: Event, duration: string): string => pendingKey(canonical(event), orderTraits(this.model, event, duration));
    change.arm([...resets.map((reset) => key(reset, MESSAGE)), ...step.arms.map(({ event, duration }) => key(event, duration))]);
    return { cells: step.cells, pending: change.result, used: state.used };
  }
}

/** Whether an event cannot fire before something changes, whatever is drawn: then it draws nothing. */
function isHeldBack(model: Model, cells: Texts, event: Event): boolean {
  return outcomes(cells, (step) => fire(model, event, step)).every(({ step }) => step.blocked && step.taken.length === 0);
}

function eventOf(key: string): Event {
  return JSON.parse(eventTextOf(key)) as Event;
}

/** Equal for equal states. */
export function orderedText({ cells, pending, used }: OrderedState): string {
  return JSON.stringify([[...cells].sort(([left], [right]) => (left < right ? -1 : 1)), pending.keys, orderText(pending.order), used]);
}
