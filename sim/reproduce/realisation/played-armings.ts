/**
 * Plays an execution without a clock once more, to see what became of each event that was armed: when it fired or was
 * taken back, and when it was held back (its process hung, its link was clogged, its guard was false).
 */
import type { Driver, Simulation } from '../../explore/simulation.js';
import type { DurationRange } from '../../process/model.js';
import { BLOCKED, LEAF_FLAGS } from '../../step/leaf-pool.js';
import type { Value } from '../../world/value.js';
import { optionsOf, type CapsuleOptions } from '../capsule.js';
import { RecordedChoices } from '../recorded-choices.js';
import type { Trace } from '../trace.js';

export interface Arming {
  readonly event: Value;
  /** The step that armed it, and how long it takes by nature. */
  readonly armedBy: number;
  readonly range: DurationRange;
  /** Healing may come before its time: whoever ends faults does. */
  readonly isHealing: boolean;
  /** The step that it fired with, or that took it back; null while it is pending to the end. */
  firedWith: number | null;
  takenBackBy: number | null;
  /** After which step it was held back last, and after which it no longer was: null while it is. */
  heldBackFrom: number | null;
  heldBackUntil: number | null;
}

/** A step that is to be played. */
export interface ScriptStep {
  readonly event: Value;
  readonly spontaneous: boolean;
  /** Null: as they come out without a fault. */
  readonly options: CapsuleOptions | null;
}

export function scriptOf({ steps: [, ...steps] }: Trace): ScriptStep[] {
  return steps.map((step) => ({ event: step.event as unknown as Value, spontaneous: step.spontaneous, options: optionsOf(step).options ?? [] }));
}

export interface PlayedStep {
  readonly content: number;
  /** What fires, by its number among the armings; -1 when no step had armed it. */
  readonly arming: number;
  /** Null: as they come out without a fault. */
  readonly options: CapsuleOptions | null;
}

/** An execution as it can be played again with a clock. */
export interface Played {
  readonly armings: readonly Arming[];
  readonly begin: CapsuleOptions;
  readonly steps: readonly PlayedStep[];
}

/** The execution is another one when it is played: it has other choices, or what should fire cannot. */
export class OtherExecution extends Error {
  override readonly name = 'OtherExecution';
}

/** The driver of both times that an execution is played: choices are as recorded, armings are numbered. */
export class PlayingDriver implements Driver {
  private readonly simulation: Simulation;
  private isFree = false;
  private readonly choices: RecordedChoices;
  private readonly onArm: (content: number, duration: number) => void;

  constructor(simulation: Simulation, onArm: (content: number, duration: number) => void) {
    this.simulation = simulation;
    this.choices = new RecordedChoices(simulation.transitions.choices, () => void (this.differs = true));
    this.onArm = onArm;
  }

  /** Whether something came out otherwise than recorded. */
  differs = false;

  beginStep(options: CapsuleOptions | null): void {
    this.isFree = options === null;
    this.choices.begin(options ?? []);
  }

  choose(choice: number, nth: number): number {
    return this.isFree ? firstHarmless(this.simulation, choice) : this.choices.choose(choice, nth);
  }

  arm(content: number, duration: number): void {
    this.onArm(content, duration);
  }
}

/**
 * Plays the steps that are given, after the first one of a trace. `simulation` is of its model.
 *
 * @throws OtherExecution
 */
export function play(simulation: Simulation, trace: Trace, script: readonly ScriptStep[]): Played {
  const { agenda, transitions: { contents, names, model, leaves } } = simulation;
  const armings: Arming[] = [];
  let now = 0;
  const driver = new PlayingDriver(simulation, (content, duration) => {
    const range = model.durations[names.name(duration)]!;
    agenda.add(0, armings.length, content, 0, duration);
    armings.push({
      event: contents.events[content] as unknown as Value, armedBy: now, range, isHealing: contents.events[content]!.kind === 'healing',
      firedWith: null, takenBackBy: null, heldBackFrom: null, heldBackUntil: null,
    });
  });
  // A pending event bears the number of its arming as its tie-break; one that is carried over keeps it.
  const look = (): void => {
    const pending = new Set<number>();
    for (let node = 0; node < agenda.count; node += 1) {
      if (!agenda.isPending(node)) continue;
      pending.add(agenda.tie(node));
      noteHeldBack(armings[agenda.tie(node)]!, isHeldBack(agenda.contents[node]!));
    }
    armings.forEach((arming, number) => {
      if (arming.firedWith === null && arming.takenBackBy === null && !pending.has(number)) arming.takenBackBy = now;
    });
  };
  const isHeldBack = (content: number): boolean => {
    const leaf = simulation.transitions.fire(content, simulation.world, { choose: (choice) => firstHarmless(simulation, choice) });
    return (leaves.data[leaf + LEAF_FLAGS]! & BLOCKED) !== 0;
  };
  const noteHeldBack = (arming: Arming, isHeld: boolean): void => {
    const wasHeld = arming.heldBackFrom !== null && arming.heldBackUntil === null;
    if (isHeld && !wasHeld) [arming.heldBackFrom, arming.heldBackUntil] = [now, null];
    else if (!isHeld && wasHeld) arming.heldBackUntil = now;
  };
  const begin = optionsOf(trace.steps[0]!).options ?? [];
  simulation.reset();
  driver.beginStep(begin);
  simulation.begin(driver);
  look();
  const steps = script.map(({ event, spontaneous, options }): PlayedStep => {
    const content = contents.id(event);
    const node = spontaneous ? -1 : firstPending(simulation, content);
    const arming = node < 0 ? -1 : agenda.tie(node);
    if (node < 0 && !spontaneous) throw new OtherExecution('what should fire is not pending');
    now += 1;
    if (node >= 0) {
      armings[arming]!.firedWith = now;
      agenda.end(node);
    }
    simulation.now = now;
    driver.beginStep(options);
    if (!simulation.fire(content, driver) || driver.differs) throw new OtherExecution('what should fire is held back, or comes out otherwise');
    look();
    return { content, arming, options };
  });
  return { armings, begin, steps };
}

/** The pending event of this content that was armed first. */
export function firstPending({ agenda }: Simulation, content: number): number {
  for (let node = 0; node < agenda.count; node += 1) if (agenda.isPending(node) && agenda.contents[node] === content) return node;
  return -1;
}

function firstHarmless({ transitions }: Simulation, choice: number): number {
  return Math.max(0, transitions.choices.choices[choice]!.options.findIndex(({ fault }) => fault === null));
}
