/**
 * A Propolis server: at most one VM, a request queue, a state driver that handles one event at a time to its end, and the
 * state monitor (bin/propolis-server/src/lib/{server.rs, vm/mod.rs, vm/state_driver.rs} at propolis 901b710b6e).
 *
 * The process bears its VMM's id. It is started in a fresh zone without a VM, and so it is again after a crash: SMF restarts
 * it (omicron #3209). Left out: specs, serial consoles, snapshots, migration.
 */
import { actor, type ActorContext, type ActorDefinition } from '../../../sim/process/actor.js';
import type { ProcessKind } from '../../../sim/process/model.js';
import type { Value } from '../../../sim/world/value.js';
import type { PropolisStateRequested } from './api-state.js';
import { putState } from './client-request.js';
import { isLocal, localMoves } from './driver-moves.js';
import type { PropolisServer } from './driver-state.js';
import { newRequestQueue } from './request-queue.js';
import {
  applyMove, newStateDriver, raiseGuestEvent, stateAfterDrop, takeNextEvent, type DriverMove, type GuestEvent,
  type StateDriver,
} from './state-driver.js';

/** How long the calls of a turn take that take long. All others are done at once. */
const SLOW_CALLS: Readonly<Record<string, string>> = {
  startEntities: 'device start',
  resetEntitiesAndMachine: 'device reset',
  haltEntities: 'device halt',
};

const START_OUTCOMES = [
  { name: 'devices start', fault: null },
  { name: 'a device fails to start', fault: 'device-failure' },
] as const;


const definition: ActorDefinition<PropolisServer> = {
  kind: 'propolis',
  restartAfter: 'restart propolis',
  initial: () => ({
    controller: 'notCreated',
    machine: 'off',
    published: newStateDriver.published,
    queue: newRequestQueue,
    guestEvents: [],
    paused: false,
    exited: false,
    moves: [],
    polls: [],
  }),
  on: {
    /** PUT /instance: makes the VM. The same request again changes nothing. */
    instance_ensure(self, _body: never, context) {
      if (self.controller !== 'created') {
        self.controller = 'created';
        setDriver(self, newStateDriver);
        self.machine = 'off';
      }
      context.reply({ ok: null });
    },

    /** PUT /instance/state: queues, ignores or denies. */
    instance_state_put(self, body: { requested: PropolisStateRequested }, context) {
      if (self.controller !== 'created') return context.reply({ status: 404, errorCode: null });
      const { queue, error } = putState(self.queue, body.requested);
      self.queue = queue;
      if (error !== null) return context.reply({ status: error.status, errorCode: null });
      if (body.requested === 'Stop' && self.machine === 'healthy') self.machine = 'ending';
      context.reply({ ok: null });
      takeTurn(self, context);
    },

    /** GET /instance/state-monitor: answers with the latest state once its generation is the requested one or later. */
    instance_state_monitor(self, body: { gen: number }, context) {
      if (self.controller === 'notCreated') return context.reply({ status: 404, errorCode: null });
      if (body.gen <= self.published.gen) return context.reply({ ok: self.published as unknown as Value });
      if (self.controller === 'destroyed') return context.reply({ status: 410, errorCode: null });
      self.polls = [...self.polls, { call: context.call!, gen: body.gen }];
    },

    /** A slow call of the turn is done. */
    turn(self, _subject: never, context) {
      play(self, context);
    },

    /** The last reference to the controller is dropped, some time after the state driver exited. */
    drop(self, _subject: never, context) {
      self.controller = 'destroyed';
      publish(self, context, stateAfterDrop(self.published));
      for (const poll of self.polls) context.answer(poll.call, { status: 410, errorCode: null });
      self.polls = [];
    },

    /** The guest halts or resets by itself. */
    guest(self, body: { event: GuestEvent }, context) {
      if (self.machine !== 'healthy' && self.machine !== 'ending') return;
      if (body.event === 'ChipsetHalt') self.machine = 'ending';
      self.guestEvents = raiseGuestEvent(driverOf(self), body.event).guestEvents;
      takeTurn(self, context);
    },
  },
};

export const propolisServer: ProcessKind = actor(definition);

function driverOf({ published, queue, guestEvents, paused, exited }: PropolisServer): StateDriver {
  return { published, queue, guestEvents, paused, exited };
}

function setDriver(self: PropolisServer, driver: StateDriver): void {
  self.published = driver.published;
  self.queue = driver.queue;
  self.guestEvents = driver.guestEvents;
  self.paused = driver.paused;
  self.exited = driver.exited;
}

/** Begins the next turn, if the driver is idle and there is something to do. Guest events come first. */
function takeTurn(self: PropolisServer, context: ActorContext): void {
  if (self.moves.length > 0 || self.exited) return;
  const { driver, event } = takeNextEvent(driverOf(self));
  if (event === null) return;
  self.queue = driver.queue;
  self.guestEvents = driver.guestEvents;
  if (!isLocal(event)) return;
  const starts = 'external' in event && event.external.request === 'Start';
  const startEntitiesFails = starts && context.decide('devices', START_OUTCOMES) === 1;
  self.moves = localMoves(driver, event, { startEntitiesFails });
  play(self, context);
}

/** Plays the turn's moves up to the next call that takes long; at its end takes the next turn. */
function play(self: PropolisServer, context: ActorContext): void {
  for (;;) {
    const [move, ...rest] = self.moves;
    if (move === undefined) return takeTurn(self, context);
    self.moves = rest;
    applyToMachine(self, move, context);
    if (move.move === 'call' && SLOW_CALLS[move.call] !== undefined) {
      // An empty list would read as idle: the turn is not over before its last call is.
      if (rest.length === 0) self.moves = [{ move: 'call', call: 'newVcpuGeneration' }];
      return context.after('turn', null, SLOW_CALLS[move.call]);
    }
    const driver = applyMove(driverOf(self), move);
    if (move.move === 'publish') publish(self, context, driver.published);
    else if (move.move === 'notifyQueue') self.queue = driver.queue;
    else if (move.move === 'setPaused') self.paused = driver.paused;
    else if (move.move === 'exit') {
      self.exited = true;
      self.moves = [];
      return context.after('drop', null, 'controller drop');
    }
  }
}

function applyToMachine(self: PropolisServer, move: DriverMove, context: ActorContext): void {
  if (move.move === 'call' && move.call === 'resumeVcpus' && self.machine === 'off') {
    // A stop that was accepted while the VM started is still to come.
    self.machine = self.queue.allowed.stop === 'ignore' ? 'ending' : 'healthy';
  } else if (move.move === 'call' && move.call === 'exitVcpus') {
    self.machine = 'halted';
  } else if (move.move === 'publish' && move.state === 'Failed') {
    self.machine = 'failed';
    context.mark('a Propolis failure was published');
  }
}

/** Publishes a state, and answers whoever waited for its generation. */
function publish(self: PropolisServer, context: ActorContext, published: PropolisServer['published']): void {
  self.published = published;
  const due = self.polls.filter(({ gen }) => gen <= published.gen);
  if (due.length === 0) return;
  self.polls = self.polls.filter(({ gen }) => gen > published.gen);
  for (const { call } of due) context.answer(call, { ok: published as unknown as Value });
}
