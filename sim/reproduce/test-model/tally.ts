/**
 * The model of the tests of sim/reproduce and sim/show: a frontend asks a tally to add one, and asks again when no answer
 * comes; so a lost reply counts twice. Small, but it has every kind of event that a trace must tell: tasks, calls,
 * statements, an actor with a timer for ever, datagrams, a lock, choices in the first world, and every lasting fault.
 */
import type { Profile } from '../../explore/profile.js';
import { FAULT_KINDS } from '../../explore/profile.js';
import type { Invariant } from '../../explore/invariant.js';
import { InvariantChecker } from '../../explore/invariant.js';
import { COMES_TO_REST } from '../../explore/convergence.js';
import { Simulation } from '../../explore/simulation.js';
import { TimedRun } from '../../explore/timed-run.js';
import { proposeFaults } from '../../network/faults.js';
import { actor } from '../../process/actor.js';
import { again, call, lock, memory, sleep, spawn, statement, unlock } from '../../process/effect.js';
import type { DurationRange, Model } from '../../process/model.js';
import { service } from '../../process/service.js';
import type { Narrator } from '../../show/narrator.js';
import type { Running } from '../../step/step.js';
import { Transitions } from '../../step/transitions.js';
import type { Value } from '../../world/value.js';

const CLICKS = ['red', 'green', 'blue'] as const;

type Click = { readonly click: string };

const addOne = statement<Click, Value>('tally_add', (database, { click }) => {
  const total = ((database.row('tally', 'total') as number | null) ?? 0) + 1;
  database.because(`add one for ${database.row('seen', click) === null ? 'a new click' : 'a click seen before'}`);
  database.put('tally', 'total', total);
  database.put('seen', click, true);
  return total;
});

const frontend = service({
  kind: 'frontend', restartAfter: 'restart', transport: () => 'connection', endpoints: {},
  programs: {
    *click(click: Click): Running {
      yield* memory((own) => {
        own.remember(['clicked', click.click], true);
        return null;
      });
      yield* spawn('report', click);
      return yield* again('send', click);
    },
    *send(click: Click): Running {
      const answer = yield* call('tally', 'add', click, 'time-out');
      if ('ok' in answer) return null;
      yield* sleep('back-off');
      return yield* again('send', click);
    },
    *report(click: Click): Running {
      yield* lock('report');
      yield* memory((own) => {
        own.set(['reported'], click.click);
        return null;
      });
      yield* sleep('back-off');
      yield* unlock('report');
      return null;
    },
  },
});

const tally = service({
  kind: 'tally', restartAfter: 'restart', transport: () => 'connection',
  endpoints: {
    *add(click: Click): Running {
      const answer = yield* addOne(click);
      return ('ok' in answer ? { ok: answer.ok } : { status: 503, errorCode: null }) as Value;
    },
  },
});

const monitor = actor<{ beats: number }>({
  kind: 'monitor', restartAfter: 'restart',
  initial: () => ({ beats: 0 }),
  onStart: (_self, context) => context.after('beat', null),
  on: {
    beat: (self, _body, context) => {
      self.beats = 1 - self.beats;
      context.send('watcher', 'pulse', context.pick('pulse', 2));
      context.after('beat', null);
    },
    pulse: (self, body) => {
      self.beats = body as number;
    },
  },
});

function work(min: number, max: number): DurationRange {
  return { min, max, shape: 'skewed', mayBeLate: true };
}

function exactly(length: number): DurationRange {
  return { min: length, max: length, shape: 'fixed', mayBeLate: false };
}

const DURATIONS: Readonly<Record<string, DurationRange>> = {
  message: work(100, 20_000), statement: work(500, 30_000), 'statement answer': work(100, 10_000),
  'slow statement answer': work(2_000_000, 40_000_000), wake: work(1, 50), 'time-out': exactly(15_000_000),
  'transport abort': exactly(480_000_000), 'back-off': work(1_000_000, 30_000_000), beat: { ...exactly(30_000_000), recurring: true },
  'between clicks': work(0, 60_000_000), restart: work(1_000_000, 10_000_000), 'hang length': work(1_000_000, 60_000_000),
  'cut length': work(1_000_000, 200_000_000), 'clogged length': work(1_000_000, 60_000_000),
  'outage length': work(1_000_000, 60_000_000),
};

export const tallyModel: Model = {
  name: 'tally',
  kinds: { frontend, tally, monitor },
  statements: { [addOne.definition.name]: addOne.definition },
  actions: {},
  durations: DURATIONS,
  stimuli: [{
    name: 'visitor', max: CLICKS.length, gap: 'between clicks',
    propose: (world) => CLICKS.filter((click) => !world.has(['history', 'clicked', click]))
      .map((click) => ({ kind: 'stimulus', source: 'visitor', process: 'frontend', name: 'click', body: { click } })),
  }],
  faults: (world) => proposeFaults(world, ['frontend', 'tally', 'monitor'], [['frontend', 'tally'], ['monitor', 'watcher']]),
  transport: (_from, to) => (to === 'watcher' ? 'datagram' : 'connection'),
  begin(step): void {
    for (const [name, kind] of [['frontend', frontend], ['tally', tally], ['monitor', monitor], ['watcher', monitor]] as const) {
      step.set(['process', name], { kind: kind.kind, status: 'up' });
      if (name !== 'watcher') kind.start(step, name);
    }
    step.set(['memory', 'watcher', 'beats'], 0);
    const colours = CLICKS.map((name) => ({ name, fault: null }));
    step.set(['history', 'favourite'], CLICKS[step.choose({ label: 'favourite', options: colours })] as string);
  },
};

export const COUNTED_ONCE: Invariant = {
  name: 'counted-once',
  sentence: 'The total is never more than the number of clicks.',
  source: 'the tests', antecedent: 'always', when: 'always',
  check: (world) => {
    const total = (world.get(['row', 'tally', 'total']) as number | null) ?? 0;
    const clicks = CLICKS.filter((click) => world.has(['history', 'clicked', click])).length;
    const broken = total > clicks
      ? { evidence: `the total is ${total} after ${clicks} clicks`, blame: ['row', 'tally', 'total'] as const } : null;
    return { tested: true, broken };
  },
};

export const ALL_COUNTED: Invariant = {
  name: 'all-counted',
  sentence: 'At rest, every click has been counted.',
  source: 'the tests', antecedent: 'somebody clicked', when: 'at rest',
  check: (world) => {
    const missed = CLICKS.filter((click) => world.has(['history', 'clicked', click]) && !world.has(['row', 'seen', click]));
    const broken = missed.length > 0
      ? { evidence: `not counted: ${missed.join(', ')}`, blame: ['row', 'tally', 'total'] as const } : null;
    return { tested: true, broken };
  },
};

/** Every kind of fault, often enough that most runs meet several. */
export const ROUGH: Profile = {
  name: 'rough', sentence: 'everything at once',
  perMillion: Object.fromEntries(Object.keys(FAULT_KINDS).map((kind) => [kind, 40_000])),
  lasting: { crash: 8, hang: 8, partition: 8, 'one-way-partition': 8, clog: 8, 'database-outage': 8 },
  eventsBetweenLasting: 10, latePerMillion: 20_000, slackPercent: 100,
};

/** A fresh engine: nothing in it stems from an earlier run. */
export function tallySimulation(): { simulation: Simulation; run: TimedRun } {
  const transitions = new Transitions(tallyModel);
  const checker = new InvariantChecker(transitions, [COUNTED_ONCE, ALL_COUNTED, COMES_TO_REST]);
  const simulation = new Simulation(transitions, checker);
  return { simulation, run: new TimedRun(simulation, { profile: ROUGH, faults: null }) };
}

export const tallyNarrator: Narrator = {
  event: (event) => {
    if (event.kind === 'stimulus') return `clicks ${(event.body as Click).click}`;
    if (event.kind === 'request') return `asks the tally to count ${(event.body as Click).click}`;
    return null;
  },
  write: (cell, _before, after) => (cell[0] === 'row' && cell[1] === 'tally' ? `the total becomes ${String(after)}` : null),
  rule: (rule) => (rule.startsWith('add one') ? { sentence: `the tally's rule is to ${rule}`, source: 'tally.ts' } : null),
  beliefs: (world) => [
    { who: 'the tally', what: `the total is ${String(world.get(['row', 'tally', 'total']) ?? 0)}` },
    { who: 'truth', what: `${CLICKS.filter((click) => world.has(['history', 'clicked', click])).length} clicks were made` },
  ],
};
