/**
 * A trial: `whatif run --state` is killed (SIGKILL) at random moments and started again until it comes to its end; the report
 * must be that of a campaign that nobody killed, to the last byte, times aside.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { KeyedRandom } from '../../../sim/random/keyed-random.js';
import { projectRoot } from '../../build/model-hash.js';

export interface KillTrial {
  readonly scenario: string;
  readonly seeds: number;
  readonly kills: number;
  /** The moments of the kills are drawn from it. */
  readonly seed: string;
  note(text: string): void;
}

export interface KillTrialOutcome {
  /** Sessions that were killed before they came to their end. */
  readonly kills: number;
  readonly equal: boolean;
  readonly report: string;
}

export async function killTrial({ scenario, seeds, kills, seed, note }: KillTrial): Promise<KillTrialOutcome> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'whatif-kill-'));
  const command = ['run', scenario, '--seeds', String(seeds), '--seed', seed, '--json', '--out', path.join(folder, 'out')];
  try {
    const started = performance.now();
    const whole = await session(command, null);
    const milliseconds = performance.now() - started;
    note(`undisturbed: ${(milliseconds / 1000).toFixed(1)} s\n`);
    const random = new KeyedRandom(['kill']);
    random.reseed(seed);
    let killed = 0;
    let report: string | null = null;
    while (report === null) {
      // So short that the campaign lives to be killed as often as was asked for.
      const patience = killed < kills ? (random.draw(0, 0, killed) / 2 ** 32) * 2 * (milliseconds / (kills + 1)) : null;
      report = await session([...command, '--state', path.join(folder, 'state')], patience);
      if (report !== null) break;
      killed += 1;
      note(`killed after ${((patience ?? 0) / 1000).toFixed(2)} s\n`);
    }
    return { kills: killed, equal: report === whole, report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a session prints, without times; null when it was killed. */
function session(command: readonly string[], milliseconds: number | null): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(projectRoot, 'dist', 'runs', 'cli', 'main.js'), ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => void (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => void (errors += text.toString()));
    const timer = milliseconds === null ? undefined : setTimeout(() => void child.kill('SIGKILL'), milliseconds);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0 || code === 1) resolve(withoutTimes(out));
      else reject(new Error(`whatif ${command.join(' ')} ended with ${code ?? signal ?? ''}:\n${errors}`));
    });
  });
}

function withoutTimes(json: string): string {
  return json.replace(/^ {2}"(seconds|eventsPerSecond)": .*$/gm, '');
}
