/** `whatif shrink`: the smallest run that fails in the same way, as a capsule and as a story. */
import path from 'node:path';
import type { Capsule } from '../../sim/reproduce/capsule.js';
import { modelHash, projectRoot } from '../build/model-hash.js';
import { scenarioOfCapsule } from '../capsule/known-names.js';
import { adoptPolicy } from '../policies/policy-file.js';
import { readCapsule } from '../capsule/read-capsule.js';
import { writeShrunkCapsule } from '../capsule/write-capsule.js';
import { PROFILES } from '../profiles/profiles.js';
import { shrinkCapsule, type Shrunk } from '../shrink/shrink-capsule.js';
import { counted } from '../terminal/count.js';
import { UsageError } from '../terminal/failure.js';
import { shortPath } from '../terminal/short-path.js';
import { refuseEdited } from './lenient-replay-command.js';
import { chalkFor, wrapped } from './paragraphs.js';
import { specOf } from './replay-subject.js';
import { storyText } from './story-text.js';
import type { Surroundings } from './surroundings.js';

export interface ShrinkFlags {
  readonly json?: boolean;
  readonly out?: string;
}

/** Returns the exit code: 0, or 1 when the run does not fail on the model of today. @throws CapsuleError, UsageError, HarnessBroken */
export async function shrinkCommand(file: string, flags: ShrinkFlags, surroundings: Surroundings): Promise<number> {
  const absolute = path.resolve(surroundings.directory, file);
  const capsule = failingCapsule(file, absolute);
  await adoptPolicy(capsule.policy, projectRoot);
  const scenario = scenarioOfCapsule(file, capsule, surroundings.scenarios, [...PROFILES.keys()], capsule.modelHash !== modelHash());
  const spec = specOf(capsule, scenario);
  const shrunk = shrinkCapsule(capsule, scenario, spec, modelHash());
  if ('verdict' in shrunk) {
    surroundings.out(`${wrapped(`There is nothing to shrink. ${shrunk.verdict}`, surroundings.terminal)}\n`);
    return 1;
  }
  const folder = flags.out === undefined ? path.dirname(absolute) : path.resolve(surroundings.directory, flags.out);
  const written = shortPath(writeShrunkCapsule(folder, shrunk.capsule), surroundings.directory);
  surroundings.out(flags.json === true
    ? `${JSON.stringify(shrinkJson(shrunk, written), null, 2)}\n`
    : shrinkText(capsule, shrunk, written, storyText(shrunk.trace, shrunk.built.narrator, shrunk.violation, surroundings.terminal), surroundings));
  return 0;
}

function failingCapsule(file: string, absolute: string): Capsule {
  const capsule = readCapsule(absolute, { modelHash: modelHash(), lenient: true });
  if (capsule.mode === 'untimed') {
    throw new UsageError({
      what: `${file} was found by a check.`, why: 'A counterexample of a check has the fewest faults, and then the fewest steps, already.',
      next: `Look at it: whatif replay ${file}`,
    });
  }
  if (capsule.expected === null) throw new UsageError({ what: `${file} holds a run that passes.`, why: 'Only a failure can be shrunk.' });
  refuseEdited(file, capsule);
  return capsule;
}

function shrinkJson({ capsule, requests, tried, seconds }: Shrunk, written: string): object {
  const { expected, counts } = capsule;
  return {
    capsule: written, fingerprint: expected?.fingerprint, faults: counts.faults, requests, steps: expected?.step, tried,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

function shrinkText(
  before: Capsule, { capsule, violation, requests, tried, seconds }: Shrunk, written: string, story: string, { terminal }: Surroundings,
): string {
  const chalk = chalkFor(terminal);
  const asked = before.steps.filter(({ content }) => (content as { kind?: unknown } | undefined)?.kind === 'stimulus').length;
  return [
    wrapped(chalk.red(`Violated: ${violation.invariant}`) + `  (${violation.fingerprint})`, terminal, 2),
    story,
    wrapped(`It took ${counted(capsule.counts.faults, 'fault')}, ${counted(requests, 'request')} and ` +
      `${counted(violation.step, 'step')} (before: ${counted(before.counts.faults, 'fault')}, ${counted(asked, 'request')}, ` +
      `${counted(before.expected?.step ?? 0, 'step')}).${smaller(before, capsule)} Tried: ${counted(tried, 'run')} in ${seconds.toFixed(1)} s.`, terminal),
    `Replay it:\n  ${chalk.bold(`npx whatif replay ${written}`)}`,
  ].join('\n\n') + '\n';
}

/** What the scenario has less of. */
function smaller({ settings: before }: Capsule, { settings }: Capsule): string {
  const fewer = Object.entries(settings).filter(([name, value]) => value < (before[name] ?? 0));
  return fewer.length === 0 ? '' : ` The scenario is smaller: ${fewer.map(([name, value]) => `${name} ${value} (before: ${before[name]})`).join(', ')}.`;
}
