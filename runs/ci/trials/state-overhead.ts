/**
 * What keeping a campaign's state costs: pairs of the same campaign with and without `--state`, in turn, each in a process of its own.
 * CPU time is compared, since the machine may have other things to do.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../build/model-hash.js';

/** The share by which each pair's CPU time grew. */
export function stateOverhead(seeds: number, pairs: number, note: (text: string) => void): Promise<number[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'whatif-overhead-'));
  try {
    const shares: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const base = ['run', 'omicron-4226', '--seeds', String(seeds), '--json', '--out', path.join(folder, 'out')];
      const kept = [...base, '--state', path.join(folder, `state-${pair}`)];
      // In turn: whatever changes while the trial goes on does not favour one of them.
      const [first, second] = (pair % 2 === 0 ? [base, kept] : [kept, base]).map((args) => cpuSeconds(args, folder)) as [number, number];
      const [without, withState] = pair % 2 === 0 ? [first, second] : [second, first];
      note(`${without.toFixed(2)} s without, ${withState.toFixed(2)} s with\n`);
      shares.push(withState / without - 1);
    }
    return Promise.resolve(shares);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cpuSeconds(args: readonly string[], folder: string): number {
  const told = path.join(folder, 'cpu');
  // Told when the process ends, by a module that is loaded before the command.
  const teller = `import { writeFileSync } from 'node:fs';process.on('exit', () => writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.cpuUsage())));`;
  const command = [`--import=data:text/javascript,${encodeURIComponent(teller)}`, path.join(projectRoot, 'dist/runs/cli/main.js'), ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`whatif ${args.join(' ')} ended with ${status}:\n${stderr}`);
  const { user, system } = JSON.parse(readFileSync(told, 'utf8')) as NodeJS.CpuUsage;
  return (user + system) / 1e6;
}
