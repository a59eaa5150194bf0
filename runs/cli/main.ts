/** The entry of the `whatif` command. */
import { installTraps } from '../campaign/io-traps.js';
import { runMain } from '../terminal/failure.js';
import { runCommandLine } from './command-line.js';
import { ofThisProcess } from './surroundings.js';

installTraps();
await runMain(() => runCommandLine(process.argv.slice(2), ofThisProcess()));
