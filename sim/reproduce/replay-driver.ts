/**
 * Drives a simulation by a capsule: which event fires, when, what each choice comes out as and how long what is armed
 * takes are the capsule's to say. It draws nothing, and it lets nothing pass that the capsule does not say.
 *
 * It knows no phases: that healing ends faults early shows in which events fire when, like everything else.
 */
import type { Driver, Simulation } from '../explore/simulation.js';
import type { Value } from '../world/value.js';
import { canonical } from '../world/value.js';
import { armingKey, type Capsule, type CapsuleDraws, type CapsuleStep } from './capsule.js';
import { hexWords, textFingerprint } from './content-fingerprint.js';
import { choicesAround, Divergence } from './divergence.js';
import { countOf, RecordedChoices } from './recorded-choices.js';

export class ReplayDriver implements Driver {
  private readonly simulation: Simulation;
  private readonly capsule: Capsule;
  private number = 0;
  private draws: CapsuleDraws;
  private readonly choices: RecordedChoices;
  private armed = 0;
  /** The first difference within the step: it is thrown once the step is over, where no handler can catch it. */
  private difference: Divergence | null = null;

  constructor(simulation: Simulation, capsule: Capsule) {
    this.simulation = simulation;
    this.capsule = capsule;
    this.draws = capsule.begin;
    this.choices = new RecordedChoices(simulation.transitions.choices, (recorded, happened) => this.differs(recorded, happened));
  }

  /** Writes the first world. Throws a `Divergence`. */
  begin(): void {
    this.simulation.reset();
    this.within(() => {
      this.simulation.begin(this);
      return true;
    });
  }

  /** Fires the next step of the capsule. Throws a `Divergence`. Returns what fired, for a recorder. */
  next(): { content: number; node: number } {
    const step = this.capsule.steps[this.number] as CapsuleStep;
    this.number += 1;
    this.draws = step;
    const { simulation } = this;
    if (step.at < simulation.now) {
      throw this.divergence(`the step is at ${step.at} us`, `time does not go back: it is ${simulation.now} us already`);
    }
    const node = step.content === undefined ? this.pending(step) : -1;
    const content = step.content === undefined ? (simulation.agenda.contents[node] as number) : this.spontaneous(step);
    const key = simulation.transitions.contents.traits[content]?.domain ?? [];
    if (key.join('\n') !== step.key.join('\n')) {
      throw this.divergence(`the key of event ${step.event} is ${step.key.join(' ')}`, `its key is ${key.join(' ')}`);
    }
    if (node >= 0) simulation.agenda.end(node);
    simulation.now = step.at;
    if (!this.within(() => simulation.fire(content, this))) {
      throw this.divergence(`${told(step)} fires`, 'it is held back: something that it waits for has not happened');
    }
    return { content, node };
  }

  choose(choice: number, nth: number): number {
    return this.choices.choose(choice, nth);
  }

  arm(content: number, duration: number): void {
    const { agenda, now, transitions: { contents } } = this.simulation;
    const recorded = this.draws.takes?.[this.armed];
    const key = armingKey(contents.traits[content]?.domain ?? []);
    this.armed += 1;
    if (recorded === undefined) {
      this.differs(`this step arms ${countOf(this.draws.takes?.length ?? 0, 'event')}`, `it arms another one, ${key}`);
    } else if (recorded[0] !== key) {
      this.differs(`event ${this.armed} that this step arms is ${recorded[0]}`, `it is ${key}`);
    }
    // The tie-break plays no part here; a number of its own tells equal events apart.
    agenda.add(now + (recorded?.[1] ?? 0), agenda.count, content, 0, duration);
  }

  /** Runs one step of the engine, and settles its account: all that was recorded for it was asked for. */
  private within(run: () => boolean): boolean {
    this.choices.begin(this.draws.options);
    this.armed = 0;
    let fired = false;
    try {
      fired = run();
    } catch (error) {
      throw this.difference ?? this.divergence('the step ends', `it failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.throwDifference();
    if (!fired) return false;
    const { takes = [] } = this.draws;
    this.choices.settle();
    if (this.armed < takes.length) this.differs(`this step arms ${countOf(takes.length, 'event')}`, `it arms ${this.armed}`);
    this.throwDifference();
    return true;
  }

  /** The pending event that the step names: of equal ones, the earliest. */
  private pending(step: CapsuleStep): number {
    const { agenda, now, transitions: { contents } } = this.simulation;
    let found = -1;
    for (let node = 0; node < agenda.count; node += 1) {
      if (!agenda.isPending(node) || this.fingerprint(agenda.contents[node] as number) !== step.event) continue;
      if (found < 0 || (agenda.times[node] as number) < (agenda.times[found] as number)) found = node;
    }
    if (found < 0) throw this.divergence(`${told(step)} fires`, this.whatIsPending(step));
    const due = Math.max(agenda.times[found] as number, now);
    const early = contents.events[agenda.contents[found] as number]?.kind === 'healing' && step.at <= due;
    if (step.at !== due && !early) {
      throw this.divergence(`${told(step)} fires at ${step.at} us`, `it is due at ${due} us`);
    }
    return found;
  }

  private spontaneous(step: CapsuleStep): number {
    const fingerprint = textFingerprint(canonical(step.content));
    if (fingerprint !== step.event) {
      throw this.divergence(`${told(step)} happens of its own accord`, `the content given for it is that of event ${fingerprint}`);
    }
    try {
      return this.simulation.transitions.contents.id(step.content as Value);
    } catch {
      throw this.divergence(`${told(step)} happens of its own accord`, 'it knows no such event');
    }
  }

  private fingerprint(content: number): string {
    const { hashes, secondHashes } = this.simulation.transitions.contents;
    return hexWords(hashes[content] as number, secondHashes[content] as number);
  }

  private whatIsPending(step: CapsuleStep): string {
    const { agenda, transitions: { contents } } = this.simulation;
    const pending = new Set<string>();
    for (let node = 0; node < agenda.count; node += 1) {
      const content = agenda.contents[node] as number;
      if (!agenda.isPending(node)) continue;
      if (canonical(contents.traits[content]?.domain ?? []) === canonical(step.key)) pending.add(contents.text(content));
    }
    const key = step.key.join(' ');
    if (pending.size === 0) return `no event '${key}' is pending`;
    return `an event '${key}' is pending, but with another content: ${[...pending].sort().join(' and ')}`;
  }

  /** Where no handler can catch it. */
  private throwDifference(): void {
    if (this.difference !== null) throw this.difference;
  }

  private differs(recorded: string, happened: string): void {
    this.difference ??= this.divergence(recorded, happened);
  }

  private divergence(recorded: string, happened: string): Divergence {
    return new Divergence(this.number, recorded, happened, choicesAround(this.capsule, this.number));
  }
}

function told(step: CapsuleStep): string {
  return `${step.key.join(' ')} (event ${step.event})`;
}
