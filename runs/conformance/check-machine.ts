/**
 * Plays every recorded step of a machine on the model and counts how many agree.
 */

import { ModelAbort } from '../../models/omicron/abort.js';
import { firstDifference } from './compare.js';
import type { Machine, PlayedStep, Player } from './machine.js';
import type { JsonObject, VectorLine, VectorStep } from './vector.js';

/** Where and how a model first disagreed with the real code. */
export interface Disagreement {
  readonly line: string;
  /** Counted from 1. */
  readonly step: number;
  readonly place: string;
  readonly input: JsonObject;
  readonly recorded: unknown;
  readonly modelled: unknown;
}

/** The verdict on one machine. Steps after a disagreement in the same line count as not agreeing. */
export interface MachineReport {
  readonly machine: string;
  readonly lines: number;
  readonly steps: number;
  readonly agreed: number;
  /** How many of the steps are panics of the real code. */
  readonly panics: number;
  readonly first: Disagreement | null;
}

/** Plays `lines`, all of which must be of this machine. */
export function checkMachine(machine: Machine, lines: readonly VectorLine[]): MachineReport {
  let steps = 0;
  let agreed = 0;
  let panics = 0;
  let first: Disagreement | null = null;
  for (const line of lines) {
    steps += line.sequence.length;
    panics += line.sequence.filter(isPanic).length;
    const player = machine.start(line);
    for (const [index, step] of line.sequence.entries()) {
      const found = checkStep(machine, player, step);
      if (found !== null) {
        first ??= { line: `${line.version} ${line.id}`, step: index + 1, input: step.input, ...found };
        break;
      }
      agreed += 1;
    }
  }
  return { machine: machine.machine, lines: lines.length, steps, agreed, panics, first };
}

type Found = Pick<Disagreement, 'place' | 'recorded' | 'modelled'>;

function checkStep(machine: Machine, player: Player, step: VectorStep): Found | null {
  const before = player.before(step.before);
  const beforePlace = firstDifference(step.before, before, 'before');
  if (beforePlace !== null) return { place: beforePlace, recorded: step.before, modelled: before };
  const played = playOrAbort(player, step);
  const recorded = comparableForm(machine, isPanic(step) ? 'abort' : step);
  const modelled = comparableForm(machine, played);
  const place = firstDifference(recorded, modelled, 'step');
  return place === null ? null : { place, recorded, modelled };
}

function playOrAbort(player: Player, { input, before }: VectorStep): PlayedStep | 'abort' {
  try {
    return player.play(input, before);
  } catch (error) {
    if (error instanceof ModelAbort) return 'abort';
    throw error;
  }
}

function comparableForm(machine: Machine, played: PlayedStep | 'abort'): unknown {
  if (played === 'abort') return played;
  const output = machine.comparable?.(played.output) ?? played.output;
  return { after: played.after, output };
}

/** The text of a panic is rustc's, so only that it happened is compared. */
function isPanic(step: VectorStep): boolean {
  return step.output['panic'] !== undefined;
}
