/**
 * A Propolis server: at most one VM, a request queue, a state driver that handles one event at a time to its end, and the
 * state monitor (bin/propolis-server/src/lib/{server.rs, vm/mod.rs, vm/state_driver.rs} at propolis 901b710b6e).
 *
 * The process bears its VMM's id. It is started in a fresh zone without a VM, and so it is again after a crash: SMF restarts
 * it (omicron #3209). Left out: specs, serial consoles, snapshots. The migration protocol waits for a later issue: until then
 * a VM that is to migrate in finds nobody at the other end.
 */
import { actor, type ActorDefinition } from '../../../sim/process/actor.js';
import type { ProcessKind } from '../../../sim/process/model.js';
import type { Value } from '../../../sim/world/value.js';
import type { PropolisStateRequested } from './api-state.js';
import { putState } from './client-request.js';
import type { PropolisServer } from './driver-state.js';
import { answerAll, driveIfIdle, drive } from './driver-thread.js';
import { newStateDriver, stateAfterDrop, type GuestEvent } from './state-driver.js';

const VM_CREATION = [
  { name: 'the VM is created', fault: null },
  { name: 'the VM cannot be created', fault: 'vm-creation-failed' },
] as const;

interface EnsureRequest {
  /** The VM's properties, as far as they tell one VM from another. */
  readonly propolisId: string;
  readonly migrate: Value;
}

const definition: ActorDefinition<PropolisServer> = {
  kind: 'propolis',
  restartAfter: 'restart propolis',
  initial: () => ({ controller: 'notCreated', machine: 'off', ...newStateDriver, moves: [], polls: [] }),
  on: {
    /** GET /instance: there is a VM, or there was one. */
    instance_get(self, _body: never, context) {
      context.reply(self.controller === 'notCreated' ? { status: 404, errorCode: null } : { ok: null });
    },

    /** PUT /instance: makes the VM. The same request again changes nothing, even if it asks for a migration now. */
    instance_ensure(self, body: EnsureRequest, context) {
      const other = body.propolisId !== context.process;
      if (self.controller === 'created') return context.reply(other ? { status: 409, errorCode: null } : { ok: null });
      if (context.decide('VM creation', VM_CREATION) === 1) return context.reply({ status: 500, errorCode: 'Internal' });
      self.controller = 'created';
      self.machine = 'off';
      Object.assign(self, newStateDriver);
      // The VM is there, in state Creating, though the connection to the source of the migration fails.
      context.reply(body.migrate === null ? { ok: null } : { status: 500, errorCode: 'Internal' });
    },

    /** PUT /instance/state: queues, ignores or denies. */
    instance_state_put(self, body: { requested: PropolisStateRequested }, context) {
      if (self.controller !== 'created') return context.reply({ status: 404, errorCode: null });
      const { queue, error } = putState(self.queue, body.requested);
      self.queue = queue;
      if (error !== null) return context.reply({ status: error.status, errorCode: null });
      if (body.requested === 'Stop' && self.machine === 'healthy') self.machine = 'ending';
      context.reply({ ok: null });
      driveIfIdle(self, context);
    },

    /** GET /instance/state-monitor: answers with the latest state once its generation is the requested one or later. */
    instance_state_monitor(self, body: { gen: number }, context) {
      if (self.controller === 'notCreated') return context.reply({ status: 404, errorCode: null });
      if (body.gen <= self.published.gen) return context.reply({ ok: self.published as unknown as Value });
      if (self.controller === 'destroyed') return context.reply({ status: 410, errorCode: null });
      self.polls = [...self.polls, { call: context.call!, gen: body.gen }];
    },

    /** A slow call of the driver's turn is done. */
    turn(self, _subject: never, context) {
      drive(self, context);
    },

    /** The last reference to the controller is dropped, some time after the state driver exited. */
    drop(self, _subject: never, context) {
      self.controller = 'destroyed';
      self.published = stateAfterDrop(self.published);
      answerAll(self, context);
    },

    /** The guest halts or resets by itself. */
    guest(self, body: { event: GuestEvent }, context) {
      if (self.machine !== 'healthy' && self.machine !== 'ending') return;
      if (body.event === 'ChipsetHalt') self.machine = 'ending';
      self.guestEvents = [...self.guestEvents, body.event];
      driveIfIdle(self, context);
    },
  },
};

export const propolisServer: ProcessKind = actor(definition);
