/**
 * Coverage: in how many runs each rule decided something, each handler ran and each kind of fault struck. What a campaign
 * never entered it says nothing about, as with an invariant that was never put to the test.
 *
 * Counted by ids while runs go on, told by names when a campaign asks. Processes of one kind count as one: `nexus-1` and
 * `nexus-2` run the same code. Left out: branches within a handler, which are the learned trees' and have no names.
 */
import { handlerOf, type Transitions } from '../step/transitions.js';

/** By name: the runs in which it took part. */
export interface Coverage {
  readonly rules: Record<string, number>;
  readonly handlers: Record<string, number>;
  readonly faultKinds: Record<string, number>;
}

export function noCoverage(): Coverage {
  return { rules: {}, handlers: {}, faultKinds: {} };
}

/** Adds `other` to `coverage`. */
export function mergeCoverage(coverage: Coverage, other: Coverage): void {
  for (const of of ['rules', 'handlers', 'faultKinds'] as const) {
    for (const [name, runs] of Object.entries(other[of])) coverage[of][name] = (coverage[of][name] ?? 0) + runs;
  }
}

export class CoverageCounter {
  private readonly transitions: Transitions;
  private readonly rules = new RunsById();
  private readonly handlers = new RunsById();
  private readonly kinds = new RunsById();
  private readonly handlerNames: string[] = [];
  private readonly kindNames: string[] = [];
  /** The handler of each event content, plus one; 0 where it was not looked up yet. */
  private handlerOfContent = new Int32Array(1024);

  constructor(transitions: Transitions) {
    this.transitions = transitions;
  }

  beginRun(): void {
    this.rules.run += 1;
    this.handlers.run += 1;
    this.kinds.run += 1;
  }

  /** An event fired, and a rule (or -1) answers for what it wrote. */
  step(content: number, rule: number): void {
    const handler = this.handlerOfContent[content] ?? 0;
    this.handlers.count(handler > 0 ? handler - 1 : this.handlerId(content));
    if (rule >= 0) this.rules.count(rule);
  }

  fault(kind: string): void {
    this.kinds.count(idIn(this.kindNames, kind));
  }

  /** What was counted since the last time. */
  take(): Coverage {
    return {
      rules: this.rules.take(this.transitions.names.names), handlers: this.handlers.take(this.handlerNames),
      faultKinds: this.kinds.take(this.kindNames),
    };
  }

  private handlerId(content: number): number {
    while (content >= this.handlerOfContent.length) this.handlerOfContent = doubled(this.handlerOfContent);
    const id = idIn(this.handlerNames, handlerClass(handlerOf(this.transitions.contents.events[content]!)));
    this.handlerOfContent[content] = id + 1;
    return id;
  }
}

/** A handler's name without the numbers of processes: `nexus instance_put_state`. */
function handlerClass(handler: string): string {
  return handler.replace(/-\d+(?=[ /]|$)/g, '');
}

function idIn(names: string[], name: string): number {
  const known = names.indexOf(name);
  return known >= 0 ? known : names.push(name) - 1;
}

/** How many runs met each id, at the cost of a comparison each time that one is met. */
class RunsById {
  run = 0;
  private last = new Int32Array(64);
  private runs = new Int32Array(64);

  count(id: number): void {
    if (this.last[id] === this.run) return;
    while (id >= this.last.length) {
      this.last = doubled(this.last);
      this.runs = doubled(this.runs);
    }
    this.last[id] = this.run;
    this.runs[id]! += 1;
  }

  take(names: readonly string[]): Record<string, number> {
    const counted: Record<string, number> = {};
    names.forEach((name, id) => {
      const runs = this.runs[id] ?? 0;
      if (runs > 0) counted[name] = runs;
    });
    this.runs.fill(0);
    this.last.fill(0);
    this.run = 0;
    return counted;
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
