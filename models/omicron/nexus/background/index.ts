/** The background tasks of a Nexus with this policy: none with the rules of October 2023. */
import { again, spawn, type AnyProgram } from '../../../../sim/process/effect.js';
import type { RuleSwitch } from '../../policies/rule-switches.js';
import type { Handler } from '../answers.js';
import type { NexusContext } from '../context.js';
import { fencer } from './fencer.js';
import { prober } from './prober.js';
import { FIRST_ROUND } from './rounds.js';
import { updater } from './updater.js';
import { watcher } from './watcher.js';

const TASKS: readonly { readonly rule: RuleSwitch; readonly program: string; readonly make: typeof updater }[] = [
  { rule: 'updater task', program: 'updater', make: updater },
  { rule: 'watcher task', program: 'watcher', make: watcher },
  { rule: 'prober task', program: 'prober', make: prober },
  { rule: 'fencer task', program: 'fencer', make: fencer },
];

/** The programs of all background tasks: while one sleeps it has no answers and nothing left of its round. */
export const BACKGROUND_PROGRAMS: readonly string[] = TASKS.map(({ program }) => program);

export interface BackgroundTasks {
  readonly programs: Readonly<Record<string, AnyProgram>>;
  /** What a Nexus runs when it starts. */
  readonly onStart: string;
}

const START = 'start background tasks';

/** `then`: what a Nexus without background tasks runs when it starts; with them, it comes after they were started. */
export function backgroundTasks(context: NexusContext, then: string): BackgroundTasks {
  const tasks = TASKS.filter(({ rule }) => context.policy.rules.includes(rule));
  if (tasks.length === 0) return { programs: {}, onStart: then };
  const start = function* (process: string): Handler {
    for (const { program } of tasks) yield* spawn(program, FIRST_ROUND);
    return yield* again(then, process);
  };
  return { programs: { ...Object.assign({}, ...tasks.map(({ make }) => make(context))), [START]: start }, onStart: START };
}
