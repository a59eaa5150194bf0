/**
 * The same run in a smaller scenario: with fewer sleds, Nexus processes or instances, and with no more requests in the workload
 * than it has.
 *
 * Things that are counted have numbered ids. To leave one out, what the script says of it is said of another one, and those with
 * higher numbers move down. Whether the run still fails is for whoever plays it to find out.
 */
import type { Script, SpontaneousPin } from '../../sim/reproduce/script.js';
import type { TraceStep } from '../../sim/reproduce/trace.js';
import type { Value } from '../../sim/world/value.js';
import type { Scenario } from '../scenarios/scenario.js';

export type Settings = Readonly<Record<string, number>>;

/** A smaller scenario, and what the script's ids are called there. */
export interface SmallerScenario {
  readonly settings: Settings;
  readonly script: Script;
}

/** Those worth trying: first everything as small as can be at once, then each thing left out alone. */
export function* smallerScenarios(scenario: Scenario, settings: Settings, script: Script): Generator<SmallerScenario> {
  const counted = Object.entries(scenario.settings).flatMap(([name, { min, counts }]) => {
    const value = settings[name] ?? min;
    return counts !== undefined && 'ids' in counts && value > min ? [{ name, ids: counts.ids, value, min }] : [];
  });
  if (counted.length > 1) {
    const smallest = Object.fromEntries(counted.map(({ name, min }) => [name, min]));
    const rename = counted.map(({ ids, min }) => renumbered(ids, (number) => Math.min(number, min)));
    yield { settings: { ...settings, ...smallest }, script: renamed(script, (id) => rename.reduce((text, change) => change(text), id)) };
  }
  for (const { name, ids, value } of counted) {
    for (let gone = value; gone >= 1; gone -= 1) {
      const rename = renumbered(ids, (number) => Math.max(1, number >= gone ? number - 1 : number));
      yield { settings: { ...settings, [name]: value - 1 }, script: renamed(script, rename) };
    }
  }
}

/** The settings with no more requests than were made in a run. */
export function withoutSpareRequests(scenario: Scenario, settings: Settings, steps: readonly TraceStep[]): Settings {
  const made = (source: string): number => steps.filter(({ event }) => event?.kind === 'stimulus' && event.source === source).length;
  const fewer = Object.entries(scenario.settings).flatMap(([name, { min, counts }]) =>
    (counts !== undefined && 'stimuli' in counts ? [[name, Math.max(min, made(counts.stimuli))] as const] : []));
  return { ...settings, ...Object.fromEntries(fewer) };
}

/** Changes the number of ids that start like this, wherever one stands: ids that are derived from another (`instance-1/vmm-2`) too. */
function renumbered(ids: string, change: (number: number) => number): (id: string) => string {
  return (id) => id.split('/').map((part) => {
    const number = part.startsWith(ids) ? Number(part.slice(ids.length)) : Number.NaN;
    return Number.isInteger(number) ? `${ids}${change(number)}` : part;
  }).join('/');
}

/** A copy of a script in which ids are renamed: in what happens of its own accord, and in options. */
function renamed({ spontaneous, durations, choices, begin }: Script, rename: (id: string) => string): Script {
  return {
    spontaneous: spontaneous.map((pin): SpontaneousPin => ({ ...pin, content: renamedValue(pin.content, rename) })),
    durations: new Map([...durations].map(([key, places]) => [key, new Map([...places].map(([place, pin]) => [place, { ...pin }]))])),
    choices: new Map([...choices].map(([key, places]) => [
      key, new Map([...places].map(([place, pins]) => [place, pins.map((pin) => ({ ...pin, option: rename(pin.option) }))])),
    ])),
    begin: begin.map((pin) => ({ ...pin, option: rename(pin.option) })),
  };
}

function renamedValue(value: Value, rename: (id: string) => string): Value {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((part: Value) => renamedValue(part, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [rename(key), renamedValue(part, rename)]));
}
