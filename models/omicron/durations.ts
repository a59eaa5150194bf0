/**
 * How long things take: one nominal range for each kind of event, the same in all modes; above it is a timing fault.
 *
 * Time-outs and back-offs are the code's (facts: nexus/src/app/sled.rs sled_client, progenitor-impl, common/src/backoff.rs,
 * all at omicron 876e8ca7c6). Everything marked "assumed" has no published source: no conclusion may rest on it.
 */
import type { Burst, DurationRange } from '../../sim/process/model.js';

const MILLISECOND = 1_000;
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

/** What `--set` may change, in microseconds. */
export interface DurationSettings {
  readonly zoneBootMax: number;
  readonly zoneBundleMax: number;
  readonly sledClientTimeout: number;
}

export const DEFAULT_DURATIONS: DurationSettings = {
  // Assumed; the field has seen 81 s (omicron #3927), which is a timing fault here.
  zoneBootMax: 30 * SECOND,
  // Assumed; bundles have taken 25 minutes (omicron #5235).
  zoneBundleMax: 5 * SECOND,
  sledClientTimeout: 60 * SECOND,
};

export function durations(settings: DurationSettings): Readonly<Record<string, DurationRange>> {
  return {
    // Assumed: a rack's network and database.
    message: work(100, 20 * MILLISECOND),
    statement: work(500, 30 * MILLISECOND),
    'statement answer': work(100, 10 * MILLISECOND),
    'slow statement answer': work(2 * SECOND, 40 * SECOND),
    wake: work(1, 50),
    // nexus/src/app/sled.rs, sled_client: connect and total time-out 60 s.
    'sled client time-out': fixed(settings.sledClientTimeout),
    // bb8 0.8.1, the default that nexus/db-queries/src/db/pool.rs does not change: 30 s.
    'pool checkout time-out': fixed(30 * SECOND),
    // progenitor-impl, Client::new: 15 s.
    'dpd client time-out': fixed(15 * SECOND),
    // Assumed: how long a user waits for the external API.
    'user time-out': fixed(90 * SECOND),
    // illumos tcp_ip_abort_interval: 8 minutes.
    'transport abort': fixed(8 * MINUTE),
    // common/src/backoff.rs, retry_policy_internal_service: 250 ms to 180 s, jitter 50 %: the hull over all attempts.
    'back-off': recurring(125 * MILLISECOND, 270 * SECOND),
    // nexus-config, the periods of instance_watcher and instance_updater: 30 s. Before the first, anything up to it.
    'background period': { ...fixed(30 * SECOND), recurring: true },
    'background phase': recurring(1 * MILLISECOND, 30 * SECOND),
    // Assumed: between the attempts of a policy that has a call made again, a few times at most.
    'policy back-off': work(500 * MILLISECOND, 5 * SECOND),
    // common/src/backoff.rs, retry_policy_local: 50 ms to 1 s, jitter 50 %.
    'local back-off': recurring(25 * MILLISECOND, 1_500 * MILLISECOND),
    // Assumed, as everything below.
    'zone boot': work(5 * SECOND, settings.zoneBootMax),
    'zone bundle': work(500 * MILLISECOND, settings.zoneBundleMax),
    'zone halt': work(500 * MILLISECOND, 3 * SECOND),
    'device start': work(200 * MILLISECOND, 3 * SECOND),
    'device halt': work(100 * MILLISECOND, 2 * SECOND),
    'device reset': work(100 * MILLISECOND, 2 * SECOND),
    'controller drop': work(1 * MILLISECOND, 500 * MILLISECOND),
    'restart nexus': work(2 * SECOND, 20 * SECOND),
    'restart sled-agent': work(5 * SECOND, 60 * SECOND),
    'restart propolis': work(1 * SECOND, 10 * SECOND),
    'restart dendrite': work(2 * SECOND, 20 * SECOND),
    'hang length': spontaneous(1 * SECOND, 3 * MINUTE),
    'cut length': spontaneous(1 * SECOND, 10 * MINUTE),
    'clogged length': spontaneous(1 * SECOND, 2 * MINUTE),
    'outage length': spontaneous(1 * SECOND, 2 * MINUTE),
    'user gap': spontaneous(20 * MILLISECOND, 4 * MINUTE),
    'guest gap': spontaneous(1 * SECOND, 10 * MINUTE),
  };
}

/**
 * What messages, statements and resumptions bring about among themselves: a whole saga, between two of its slow nodes. Timed
 * runs of all profiles stayed below 1.7 s (600 runs each).
 */
export const BURST: Burst = { durations: ['message', 'statement', 'statement answer', 'wake'], max: 4 * SECOND };

/** Something that takes time, and may take longer. */
function work(min: number, max: number): DurationRange {
  return { min, max, shape: 'skewed', mayBeLate: true };
}

/** A time-out: exact. */
function fixed(length: number): DurationRange {
  return { min: length, max: length, shape: 'fixed', mayBeLate: false };
}

/** A back-off: it may be pending for ever in a world at rest. */
function recurring(min: number, max: number): DurationRange {
  return { min, max, shape: 'skewed', mayBeLate: false, recurring: true };
}

/** How long a fault lasts, or the gap between two things that happen of their own accord. */
function spontaneous(min: number, max: number): DurationRange {
  return { min, max, shape: 'skewed', mayBeLate: false };
}
