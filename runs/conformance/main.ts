/** `npm run conformance`: prints how far the models agree with the recorded behaviour; fails unless they do wholly. */

import { allAgree, checkVectors } from './check-vectors.js';
import { conformanceTable } from './conformance-table.js';
import { loadVectors } from './load-vectors.js';

const report = checkVectors(loadVectors());
console.log(conformanceTable(report));
if (!allAgree(report)) process.exitCode = 1;
