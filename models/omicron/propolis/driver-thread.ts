/**
 * The state driver's thread in time: it plays the moves of a turn, waits for the calls that take long, and wakes those who
 * watch what it publishes (bin/propolis-server/src/lib/vm/state_driver.rs at propolis 901b710b6e). One turn at a time: a
 * device whose start never ends blocks whatever is asked of the VM afterwards, a stop included.
 */
import type { ActorContext } from '../../../sim/process/actor.js';
import type { Value } from '../../../sim/world/value.js';
import type { MonitoredState } from './api-state.js';
import { isLocal, localMoves } from './driver-moves.js';
import type { PropolisServer } from './driver-state.js';
import { applyMove, takeNextEvent, type DeviceCall, type DriverMove, type StateDriver } from './state-driver.js';

/** How long the calls of a turn take that take long. All others are done at once. */
const SLOW_CALLS: { readonly [call in DeviceCall]?: string } = {
  startEntities: 'device start',
  resetEntitiesAndMachine: 'device reset',
  haltEntities: 'device halt',
};

const DEVICE_START = [
  { name: 'devices start', fault: null },
  { name: 'a device fails to start', fault: 'device-failure' },
  { name: 'a device never finishes its start', fault: 'device-hang' },
] as const;

/** Something was queued: the driver takes it up, unless it is in the middle of a turn. */
export function driveIfIdle(self: PropolisServer, context: ActorContext): void {
  if (self.moves.length === 0) drive(self, context);
}

/** Goes on until a call takes long, or nothing is left to do. */
export function drive(self: PropolisServer, context: ActorContext): void {
  const publications: MonitoredState[] = [];
  while (self.moves.length > 0 ? play(self, context, publications) : takeTurn(self, context));
  if (publications.length > 0) wakeWatchers(self, context, publications);
}

/** Begins the next turn; false when there is nothing to do. Guest events come first. */
function takeTurn(self: PropolisServer, context: ActorContext): boolean {
  if (self.exited) return false;
  const { driver, event } = takeNextEvent(driverOf(self));
  if (event === null) return false;
  self.queue = driver.queue;
  self.guestEvents = driver.guestEvents;
  if (!isLocal(event)) return false;
  const starts = 'external' in event && event.external.request === 'Start';
  const outcome = starts ? context.decide('devices', DEVICE_START) : 0;
  const moves = localMoves(driver, event, { startEntitiesFails: outcome === 1 });
  self.moves = outcome === 2 ? moves.slice(0, 1 + moves.findIndex(isDeviceStart)) : moves;
  return true;
}

/** Plays one move of the turn; false when the driver waits. */
function play(self: PropolisServer, context: ActorContext, publications: MonitoredState[]): boolean {
  const [move, ...rest] = self.moves as [DriverMove, ...DriverMove[]];
  if (move.move === 'call') {
    const executed = self.machine === 'healthy' || self.machine === 'ending';
    applyToMachine(self, move.call);
    if (move.call === 'exitVcpus' && executed) context.remember(['ended cleanly', context.process], true);
    const length = SLOW_CALLS[move.call];
    // A turn never ends with a slow call, unless that call never ends.
    if (length !== undefined && rest.length === 0) return false;
    self.moves = rest;
    if (length !== undefined) context.after('turn', null, length);
    return length === undefined;
  }
  self.moves = rest;
  const driver = applyMove(driverOf(self), move);
  if (move.move === 'publish') {
    self.published = driver.published;
    publications.push(driver.published);
    if (move.state === 'Failed') {
      self.machine = 'failed';
      context.mark('a Propolis failure was published');
    }
  } else if (move.move === 'notifyQueue') self.queue = driver.queue;
  else if (move.move === 'setPaused') self.paused = driver.paused;
  else if (move.move === 'exit') {
    self.exited = true;
    context.after('drop', null, 'controller drop');
  }
  return true;
}

function applyToMachine(self: PropolisServer, call: DeviceCall): void {
  if (call === 'resumeVcpus' && self.machine === 'off') {
    // A stop that was accepted while the VM started is still to come.
    self.machine = self.queue.allowed.stop === 'ignore' ? 'ending' : 'healthy';
  } else if (call === 'exitVcpus') self.machine = 'halted';
}

/**
 * Answers whoever waits for what was published now. A watcher wakes some time after the publication that woke it, and sees
 * what is the latest by then: of several publications in a row it may miss all but the last.
 */
function wakeWatchers(self: PropolisServer, context: ActorContext, publications: readonly MonitoredState[]): void {
  const due = self.polls.filter(({ gen }) => gen <= self.published.gen);
  if (due.length === 0) return;
  self.polls = self.polls.filter(({ gen }) => gen > self.published.gen);
  const seen = publications[context.pick('what a watcher sees', publications.length)] as MonitoredState;
  for (const { call, gen } of due) {
    context.answer(call, { ok: (gen <= seen.gen ? seen : self.published) as unknown as Value });
  }
}

/** The VM is gone: whoever waits gets its last state, or learns that there will be no other. */
export function answerAll(self: PropolisServer, context: ActorContext): void {
  for (const { call, gen } of self.polls) {
    const reached = gen <= self.published.gen;
    context.answer(call, reached ? { ok: self.published as unknown as Value } : { status: 410, errorCode: null });
  }
  self.polls = [];
}

function driverOf({ published, queue, guestEvents, paused, exited }: PropolisServer): StateDriver {
  return { published, queue, guestEvents, paused, exited };
}

function isDeviceStart(move: DriverMove): boolean {
  return move.move === 'call' && move.call === 'startEntities';
}
