/**
 * `npm run experiments`: runs the experiments (or those that are named) and writes their reports anew. `npm run experiments -- --compare` writes nothing, and
 * says whether what is committed comes out again, to the last byte.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startCompareProgress } from '../compare/compare-progress.js';
import { compareRequest } from '../compare/compare-request.js';
import { runComparison } from '../compare/run-comparison.js';
import { ofThisProcess } from '../cli/surroundings.js';
import { writeDurably } from '../files/durable-file.js';
import { runMain } from '../terminal/failure.js';
import { lookUp } from '../terminal/suggest.js';
import { shortPath } from '../terminal/short-path.js';
import { filesOf, REPORTS } from './committed-report.js';
import { experiments } from './index.js';

await runMain(async () => {
  const given = process.argv.slice(2).filter((argument) => argument !== '--compare');
  const compares = process.argv.includes('--compare');
  const surroundings = ofThisProcess();
  let others = 0;
  for (const { name } of given.length === 0 ? experiments : given.map((each) => lookUp('experiment', each, new Map(experiments.map((one) => [one.name, one]))))) {
    const progress = startCompareProgress(surroundings.note, true);
    const comparison = await runComparison(
      { ...compareRequest(name, {}, surroundings), scenariosModule: null, inline: false },
      { signal: new AbortController().signal, progress: (part, done, of) => progress.show(part, done, of) });
    progress.stop();
    for (const [file, text] of Object.entries(filesOf(comparison))) {
      const place = path.join(REPORTS, file);
      const same = existsSync(place) && readFileSync(place, 'utf8') === text;
      if (!compares) writeDurably(place, text, 'the report');
      if (compares && !same) others += 1;
      surroundings.out(`${shortPath(place, surroundings.directory)}: ${same ? 'the same' : compares ? 'another one' : 'written'}\n`);
    }
  }
  return others === 0 ? 0 : 1;
});
