/** The twin of `never-failed`: it takes every error, a definite refusal included, for the end of the VM. */
import type { Policy } from './policy.js';

export const alwaysFailedPolicy: Policy = {
  name: 'always-failed',
  sentence: 'a failed sled call marks the instance Failed, whatever the error',
  source: 'the twin of never-failed: the code of 2023-10 without its exception',
  rules: [],
  decide: () => 'instance Failed, pointer cleared',
};
