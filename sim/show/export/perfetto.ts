/**
 * A run as a timeline in the trace event format of Chrome, for ui.perfetto.dev, chrome://tracing and speedscope.
 *
 * Each lane is a process with its steps as slices of a microsecond, since a step takes no time; an arrow leads to a step
 * from the one that armed it. What lasts is a span above them: a call from its sending to its answer, a task, a lock, a
 * process that is down or hangs, a link that is cut. Times are virtual, in microseconds.
 *
 * The format: "Trace Event Format" (Chromium). Slices of one thread nest or are disjoint, since all are as long; what may
 * overlap is an asynchronous span; an arrow's ends lie in slices.
 */
import { traitsOf } from '../../process/event.js';
import type { Trace, TracedViolation, TraceStep } from '../../reproduce/trace.js';
import type { CellName } from '../../world/cell.js';
import type { Value } from '../../world/value.js';
import { plain } from '../brief.js';
import type { Narrator } from '../narrator.js';
import { lineOf, namedWrites } from '../story-line.js';
import { visible } from '../visible.js';
import { lanesOf, NETWORK } from './lanes.js';
import { oneLine } from './one-line.js';

type Entry = Readonly<Record<string, unknown>>;

/** The one thread of each lane. */
const THREAD = 1;

/** The timeline of a run as a JSON text, an event a line. Ends with a line break. */
export function perfettoTrace(trace: Trace, narrator: Narrator, violation: TracedViolation | null): string {
  const timeline = new Timeline();
  for (const step of trace.steps) {
    timeline.step(step, trace, narrator);
    for (const { cell, before, after } of step.writes) timeline.write(cell, before, after, step.time);
  }
  if (violation !== null) {
    const { event, time } = trace.steps[violation.step] as TraceStep;
    timeline.verdict(violation, event === null ? NETWORK : lanesOf(event).at, time);
  }
  timeline.end(trace.time);
  const entries = timeline.entries.map((entry) => JSON.stringify(entry)).join(',\n');
  const about = { model: trace.model, hash: trace.hash, seed: trace.seed ?? '' };
  return `{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[\n${entries}\n]}\n`;
}

class Timeline {
  readonly entries: Entry[] = [];
  private readonly lanes = new Map<string, number>();
  private readonly open = new Map<string, Entry>();
  private spans = 0;

  step(step: TraceStep, trace: Trace, narrator: Narrator): void {
    const { event, number, time, armedBy, choices, reads } = step;
    if (event === null) return;
    const { kind, fates, text } = lineOf(step, trace, narrator, false);
    const place = { pid: this.lane(lanesOf(event).at), tid: THREAD, ts: time };
    const struck = fates.length > 0 || event.kind === 'fault';
    this.entries.push({
      ...place, ph: 'X', dur: 1, cat: kind, name: visible(text), ...(struck ? { cname: 'terrible' } : {}),
      args: {
        step: number, event: traitsOf(event).domain.map(visible).join(' '), story: oneLine(step, trace, narrator),
        ...(armedBy === null ? {} : { 'armed by step': armedBy }),
        ...(choices.length === 0 ? {} : { choices: choices.map(({ label, option }) => `${label}: ${option}`).join(', ') }),
        ...(step.rule === null ? {} : { rule: step.rule }),
        writes: namedWrites(step, narrator).map(visible), 'reads what was written by': [...new Set(reads.flatMap(({ writer }) => writer ?? []))],
      },
    });
    if (struck) this.entries.push({ ...place, ph: 'i', s: 'p', cat: 'fault', name: visible([text, ...fates].join('  ✗ ')) });
    const former = armedBy === null ? undefined : trace.steps[armedBy];
    if (former === undefined || former.event === null) return;
    const arrow = { cat: 'armed', name: event.kind, id: number };
    this.entries.push({ ...arrow, ph: 's', pid: this.lane(lanesOf(former.event).at), tid: THREAD, ts: former.time });
    this.entries.push({ ...arrow, ph: 'f', bp: 'e', ...place });
  }

  /** Something that lasts begins or ends. */
  write(cell: CellName, before: Value, after: Value, time: number): void {
    const [was, is] = [spanOf(cell, before), spanOf(cell, after)];
    if (was?.name === is?.name) return;
    const key = JSON.stringify(cell);
    const open = this.open.get(key);
    if (open !== undefined) {
      this.entries.push({ ...open, ph: 'e', ts: time });
      this.open.delete(key);
    }
    if (is === null) return;
    this.spans += 1;
    const span = { cat: cell[0], name: visible(is.name), id: this.spans, pid: this.lane(is.lane), tid: THREAD };
    this.open.set(key, span);
    this.entries.push({ ...span, ph: 'b', ts: time, args: { cell: cell.map((part) => visible(plain(part))).join(' ') } });
  }

  verdict({ invariant, evidence, fingerprint }: TracedViolation, lane: string, ts: number): void {
    this.entries.push({
      ph: 'i', s: 'g', pid: this.lane(lane), tid: THREAD, ts, cat: 'violation', name: visible(`✗ ${invariant} is violated`),
      args: { evidence: visible(evidence), fingerprint: visible(fingerprint) },
    });
  }

  /** Ends what is still open, and names the lanes. */
  end(time: number): void {
    for (const span of this.open.values()) this.entries.push({ ...span, ph: 'e', ts: time });
    const names = [...this.lanes].flatMap(([lane, pid]): Entry[] => [
      { ph: 'M', pid, name: 'process_name', args: { name: visible(lane) } },
      { ph: 'M', pid, name: 'process_sort_index', args: { sort_index: pid } },
      { ph: 'M', pid, tid: THREAD, name: 'thread_name', args: { name: 'steps' } },
    ]);
    this.entries.unshift(...names);
  }

  private lane(name: string): number {
    const known = this.lanes.get(name);
    if (known !== undefined) return known;
    const pid = this.lanes.size + 1;
    this.lanes.set(name, pid);
    return pid;
  }
}

/** What a cell of this value stands for on a timeline, and whose; null for nothing that lasts. */
function spanOf(cell: CellName, value: Value): { readonly lane: string; readonly name: string } | null {
  if (value === null) return null;
  const [category, owner] = cell as readonly [string, string];
  const name = cell.slice(2).map((part) => plain(part)).join(' ');
  switch (category) {
    case 'call':
      return { lane: owner, name: `calls ${String(cell[2])}: ${String(cell[3])}` };
    case 'task':
      return { lane: owner, name };
    case 'lock':
      return { lane: owner, name: `lock ${name}` };
    case 'link':
      return { lane: NETWORK, name: `${owner} to ${name}: ${plain(value)}` };
    case 'process': {
      const { status } = value as { status?: string };
      return status === undefined || status === 'up' ? null : { lane: owner, name: `${owner} ${status === 'hung' ? 'hangs' : `is ${status}`}` };
    }
    default:
      return null;
  }
}
