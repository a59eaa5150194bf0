/** The policies by name, in the order of their eras; then ideas and twins. Adding one is a file and a line here. */
import { september2022 } from './2022-09.js';
import { october2023 } from './2023-10.js';
import { alwaysFailedPolicy } from './always-failed.js';
import { before202209 } from './before-2022-09.js';
import { fenceFirst } from './fence-first.js';
import { goneOnly } from './gone-only.js';
import { neverFailedPolicy } from './never-failed.js';
import type { Policy } from './policy.js';
import { unhealthy } from './unhealthy.js';
import { unreachable } from './unreachable.js';
import { unwindOnly } from './unwind-only.js';
import { watcherPolicy } from './watcher.js';

/** The first one is the default: the rule that #4226 is about. */
export const policies: Readonly<Record<string, Policy>> = Object.fromEntries([
  october2023, neverFailedPolicy, before202209, september2022, unwindOnly, unhealthy, goneOnly, unreachable, fenceFirst, watcherPolicy,
  alwaysFailedPolicy,
].map((policy) => [policy.name, policy]));
