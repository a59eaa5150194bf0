/**
 * Where a fault could strike in a run: at each choice that offers one, at each event that may be late, and after each step
 * the lasting faults that the model proposes there. Each is tried by adding its pin to the script, and taken away again.
 */
import type { Simulation } from '../../explore/simulation.js';
import type { FaultProposal } from '../../process/model.js';
import { LearnedReading } from '../../step/learned-reading.js';
import type { Value } from '../../world/value.js';
import { armingKey } from '../capsule.js';
import { traitsOf } from '../../process/event.js';
import { optionName } from '../option-name.js';
import type { GuidedRun, OpportunityWatcher } from '../guided-run.js';
import { entry, placeOf, type ChoicePin, type Place, type Script, type SpontaneousPin } from '../script.js';

/** A fault that could strike: adds itself to a script, and returns how to take it away. */
export type Opportunity = (script: Script) => () => void;

export type FaultProposals = LearnedReading<readonly FaultProposal[]>;

/** The lasting faults that a simulation's model proposes, learned. */
export function faultProposals({ transitions }: Simulation): FaultProposals {
  return new LearnedReading(transitions, 'the proposal of faults', (world) => transitions.model.faults(world));
}

/** How late what is late is: this many times the longest nominal duration. */
const LATE_TIMES = 10;

/** Collects the opportunities of the runs that are played while it watches. */
export class Opportunities {
  /** At choices, and by being late. */
  readonly momentary: Opportunity[] = [];
  readonly lasting: Opportunity[] = [];
  private readonly simulation: Simulation;
  private readonly proposals: FaultProposals;
  private readonly seen = new Set<string>();

  constructor(simulation: Simulation, proposals: FaultProposals) {
    this.simulation = simulation;
    this.proposals = proposals;
  }

  /** Watches what is played. */
  during(guided: GuidedRun, play: () => void): void {
    const watcher: OpportunityWatcher = {
      chooses: (choice, key, place, nth) => {
        choice.options.forEach(({ fault }, option) => {
          if (fault === null || !this.isNew(`${key} ${place} ${nth} ${option}`)) return;
          this.momentary.push(choosing(key, place, nth, { on: true, label: choice.label, option: optionName(choice, option) }));
        });
      },
      arms: (key, place, range) => {
        if (!range.mayBeLate || !this.isNew(`late ${key} ${place}`)) return;
        this.momentary.push(beingLate(key, place, LATE_TIMES * range.max));
      },
      stepped: (lastRoot, sinceLast) => {
        for (const { event } of this.proposals.evaluate(this.simulation.world)) {
          for (const longest of [false, true]) this.lasting.push(lasting(event as unknown as Value, lastRoot, sinceLast, longest));
        }
      },
    };
    guided.watcher = watcher;
    try {
      play();
    } finally {
      guided.watcher = null;
    }
  }

  private isNew(text: string): boolean {
    if (this.seen.has(text)) return false;
    this.seen.add(text);
    return true;
  }
}

function choosing(key: string, place: Place, nth: number, pin: ChoicePin): Opportunity {
  return ({ choices }) => {
    const places = entry(choices, key);
    const before = places.get(place);
    const pins = [...(before ?? [])];
    // Those before it come out as they would without pins.
    while (pins.length < nth) pins.push({ on: false, label: '', option: '' });
    pins[nth] = pin;
    places.set(place, pins);
    return () => void (before === undefined ? places.delete(place) : places.set(place, before));
  };
}

function beingLate(key: string, place: Place, takes: number): Opportunity {
  return ({ durations }) => {
    const places = entry(durations, key);
    const before = places.get(place);
    places.set(place, { on: true, takes, late: true, step: null });
    return () => void (before === undefined ? places.delete(place) : places.set(place, before));
  };
}

/** A fault that begins so long after a spontaneous event, and heals after its shortest or longest nominal time. */
function lasting(content: Value, after: number, sinceLast: number, longest: boolean): Opportunity {
  return (script) => {
    const { spontaneous, durations } = script;
    const before = spontaneous.findIndex(({ root }) => root === after);
    const previous = spontaneous[before];
    const root = Math.max(-1, ...spontaneous.map((pin) => pin.root)) + 1;
    const pin: SpontaneousPin = {
      on: true, content, kind: 'fault', root, at: (previous?.at ?? 0) + sinceLast, step: 0, whenQuiet: false, anchor: null,
    };
    spontaneous.splice(before + 1, 0, pin);
    const healed: (() => void)[] = [];
    if (longest) {
      for (const healing of HEALINGS) {
        const places = entry(durations, armingKey(traitsOf({ kind: 'healing', healing, subject: null }).domain));
        places.set(placeOf(root, 0), { on: true, takes: Number.MAX_SAFE_INTEGER, late: false, step: null });
        healed.push(() => void places.delete(placeOf(root, 0)));
      }
    }
    return () => {
      spontaneous.splice(spontaneous.indexOf(pin), 1);
      for (const undo of healed) undo();
    };
  };
}

/** What ends faults: see network/faults.ts. */
const HEALINGS = ['restart', 'resume', 'database', 'links'] as const;
