/** The policies by name. Adding one is a file and a line here. */
import { october2023 } from './2023-10.js';
import { neverFailedPolicy } from './never-failed.js';
import type { Policy } from './policy.js';

export const policies: Readonly<Record<string, Policy>> = {
  [october2023.name]: october2023,
  [neverFailedPolicy.name]: neverFailedPolicy,
};
