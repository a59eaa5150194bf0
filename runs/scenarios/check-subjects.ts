/** What `whatif check` can search, by name. The first one is the default. */
import { checkOmicron } from './check-omicron.js';
import type { CheckSubject } from './check-subject.js';
import { classics } from './classics.js';

export const checkSubjects: readonly CheckSubject[] = [checkOmicron, ...classics];
