/**
 * Coverage: in how many runs each rule decided something, each handler was entered and each kind of fault struck. What a
 * campaign never entered it says nothing about, as with an invariant that was never put to the test.
 *
 * Counted by ids while runs go on, told by names when a campaign asks. Processes of one kind count as one: `nexus-1` and
 * `nexus-2` run the same code. Left out: branches within a handler, which are the learned trees' and have no names; what
 * goes on after the reply to a call; what runs when a process starts.
 */
import type { Event } from '../process/event.js';
import type { Model } from '../process/model.js';
import type { Transitions } from '../step/transitions.js';

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
  /** The handler of each event content, plus one; 0 where it was not looked up yet, -1 where there is none. */
  private handlerOfContent = new Int32Array(1024);

  constructor(transitions: Transitions) {
    this.transitions = transitions;
  }

  beginRun(): void {
    this.rules.run += 1;
    this.handlers.run += 1;
    this.kinds.run += 1;
  }

  /** An event fired in this world, and a rule (or -1) answers for what it wrote. */
  step(content: number, rule: number, world: Int32Array): void {
    const handler = this.handlerOfContent[content] ?? 0;
    if (handler > 0) this.handlers.count(handler - 1);
    else if (handler === 0) this.lookUp(content, world);
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

  private lookUp(content: number, world: Int32Array): void {
    while (content >= this.handlerOfContent.length) this.handlerOfContent = doubled(this.handlerOfContent);
    const runs = codeOf(this.transitions.contents.events[content]!);
    if (runs === null) {
      this.handlerOfContent[content] = -1;
      return;
    }
    const [process, name] = runs;
    const kind = process === null ? { kind: name } : (this.transitions.read(world, ['process', process]) as { kind: string } | null);
    // A process that is gone runs nothing.
    if (kind === null) return;
    const id = idIn(this.handlerNames, process === null ? name : `${kind.kind} ${name}`);
    this.handlerOfContent[content] = id + 1;
    this.handlers.count(id);
  }
}

/** Everything that a model's runs could cover: handlers, and kinds of fault of its own. */
export function handlersOf({ kinds, statements, actions }: Model): string[] {
  return [
    ...Object.values(kinds).flatMap(({ kind, handlers }) => handlers.map((name) => `${kind} ${name}`)),
    ...Object.keys(statements).map(statementName), ...Object.keys(actions).map((name) => `action ${name}`),
  ].sort();
}

/** The code that an event enters, as a process and a name; null for what goes on with something that was counted before. */
function codeOf(event: Event): readonly [process: string | null, name: string] | null {
  switch (event.kind) {
    case 'request':
      return [event.call[1], event.call[2]];
    case 'message':
      return [event.to, event.name];
    case 'timer':
    case 'stimulus':
      return [event.process, event.name];
    case 'begin':
    case 'wake':
    case 'answer':
      return [event.task[0], event.task[1]];
    case 'statement':
      return [null, statementName(event.statement)];
    case 'action':
      return [null, `action ${event.action}`];
    default:
      return null;
  }
}

function statementName(statement: string): string {
  return `statement ${statement}`;
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
