/** What `whatif check` can search, by name. The first one is the default. */
import { checkOmicron } from './check-omicron.js';
import type { CheckSubject } from './check-subject.js';
import { classics } from './classics.js';
import { existingInstance } from './existing-instance.js';
import { runningInstance } from './running-instance.js';
import { stopVsStart } from './stop-vs-start.js';

export const checkSubjects: readonly CheckSubject[] = [checkOmicron, stopVsStart, runningInstance, existingInstance, ...classics];
