/**
 * Toy models as data: little programs and handlers that together use every effect, so that a test can generate them.
 *
 * A program computes one number from the answers that it gets and branches on it, so that a difference anywhere soon
 * shows everywhere. Calls, spawned tasks and fresh logs carry fuel that runs out, so that most toys come to rest.
 */
import type { Invariant } from '../explore/invariant.js';
import { proposeFaults } from '../network/faults.js';
import type { Transport } from '../network/rpc.js';
import { markUp } from '../process/crash.js';
import type { Burst, DurationRange, Model, ProcessKind, StimulusSource } from '../process/model.js';
import { keyed, spec, type SpecModel } from '../process/spec.js';
import { toyActor, type ActorOperation } from './toy-actor.js';
import { toyService, type Operation } from './toy-service.js';
import { TOY_STATEMENTS } from './toy-statements.js';

export interface Toy {
  readonly services: readonly {
    readonly endpoints: Readonly<Record<'get' | 'put', readonly Operation[]>>;
    readonly programs: Readonly<Record<'p' | 'q', readonly Operation[]>>;
    readonly starts: boolean;
    readonly restarts: boolean;
  }[];
  readonly actors: readonly {
    readonly handlers: Readonly<Record<ActorHandlerName, readonly ActorOperation[]>>;
    readonly starts: readonly ActorOperation[];
    readonly restarts: boolean;
  }[];
  readonly transport: Transport;
  readonly durations: Readonly<Record<DurationName, DurationRange>>;
  /** The bound of bursts, if there is one. */
  readonly burst?: Burst;
  readonly stimuli: readonly { readonly max: number; readonly fuel: number }[];
  readonly actions: readonly {
    readonly guard: readonly [variable: number, atLeast: number];
    readonly effect: readonly [variable: number, add: number];
    readonly parameters: number;
    readonly draws: boolean;
  }[];
  /** Invariants are broken when a number grows beyond its limit. */
  readonly limits: readonly [rows: number, memory: number, variables: number, rest: number];
}

export type ActorHandlerName = 'get' | 'put' | 'tell' | 'tick' | 'poke';
export const DURATIONS = [
  'message', 'statement', 'statement answer', 'slow statement answer', 'wake', 'short', 'long', 'time-out', 'back-off',
  'transport abort', 'restart', 'hang length', 'cut length', 'clogged length', 'outage length', 'gap', 'tick', 'action',
] as const;
export type DurationName = (typeof DURATIONS)[number];

/** Processes that services start and stop as they go. */
export const ZONES = ['zone-1', 'zone-2'] as const;
const VARIABLES = ['x', 'y', 'z'];

export function serviceName(index: number): string {
  return `service-${index + 1}`;
}

export function actorName(index: number): string {
  return `actor-${index + 1}`;
}

export function toyModel(toy: Toy): { model: Model; invariants: readonly Invariant[] } {
  const kinds: Record<string, ProcessKind> = {};
  const startZone = (step: Parameters<ProcessKind['start']>[0], zone: string): void => {
    markUp(step, zone, actorName(0));
    kinds[actorName(0)]?.start(step, zone);
  };
  const processes = [
    ...toy.services.map((_, index) => serviceName(index)), ...toy.actors.map((_, index) => actorName(index)),
  ];
  const nameOf = (index: number): string => [...processes, ...ZONES][index % (processes.length + ZONES.length)] as string;
  const peers = [...toy.actors.map((_, index) => actorName(index)), ...ZONES];
  const peerOf = (index: number): string => peers[index % peers.length] as string;
  toy.services.forEach((service, index) => {
    const kind = serviceName(index);
    kinds[kind] = toyService({ kind, ...service, transport: toy.transport, nameOf, startZone });
  });
  toy.actors.forEach((actor, index) => {
    const kind = actorName(index);
    kinds[kind] = toyActor({ kind, ...actor, transport: toy.transport, nameOf: peerOf });
  });
  const variables = toyVariables(toy);
  const model: Model = {
    name: 'toy',
    kinds,
    statements: TOY_STATEMENTS,
    actions: variables.actions,
    durations: toy.durations,
    ...(toy.burst === undefined ? {} : { burst: toy.burst }),
    stimuli: toy.stimuli.map(({ max, fuel }, index) => stimulusSource(index, max, fuel, processes)),
    faults: (world) => proposeFaults(world, [...processes, ...ZONES], pairsOf(processes)),
    transport: () => toy.transport,
    begin(step) {
      variables.begin(step);
      for (const process of processes) {
        markUp(step, process, process);
        kinds[process]?.start(step, process);
      }
    },
  };
  return { model, invariants: toyInvariants(toy, variables, processes) };
}

function pairsOf(processes: readonly string[]): [string, string][] {
  return processes.slice(1).map((process): [string, string] => [processes[0] as string, process]);
}

function stimulusSource(index: number, max: number, fuel: number, processes: readonly string[]): StimulusSource {
  const source = `user-${index + 1}`;
  return {
    name: source, max, gap: 'gap',
    propose: (world) => processes.filter((process) => world.has(['process', process])).map((process) => ({
      kind: 'stimulus', source, process, name: process.startsWith('service') ? 'p' : 'poke', body: { x: index, fuel },
    })),
  };
}

type Variables = { numbers: Record<string, number>; total: number };

function toyVariables(toy: Toy): SpecModel<Variables> {
  return spec<Variables>({
    name: 'toy variables',
    variables: { numbers: keyed({ x: 0, y: 0, z: 0 } as Record<string, number>), total: 0 },
    durations: toy.durations,
    initially: (v, context) => { v.numbers['x'] = context.among('first x', [0, 1, 2]); },
    actions: (each) => Object.fromEntries(toy.actions.map(({ guard, effect, parameters, draws }, index) => [
      `action-${index + 1}`,
      each(Array.from({ length: parameters }, (_, parameter) => parameter), (v, parameter, context) => {
        const guarding = VARIABLES[(guard[0] + parameter) % VARIABLES.length] as string;
        if ((v.numbers[guarding] as number) < guard[1]) return false;
        const changed = VARIABLES[(effect[0] + parameter) % VARIABLES.length] as string;
        const more = draws ? context.among('more', [0, 1]) : 0;
        v.numbers[changed] = ((v.numbers[changed] as number) + effect[1] + more) % 4;
        if (v.numbers[changed] === 3) v.total = Math.min(v.total + 1, 9);
        context.because(`action ${index + 1}`);
        return true;
      }),
    ])),
  });
}

function toyInvariants(toy: Toy, variables: SpecModel<Variables>, processes: readonly string[]): Invariant[] {
  const [rows, memory, total, rest] = toy.limits;
  const common = { sentence: '', source: '', antecedent: '' };
  return [
    {
      ...common, name: 'rows stay few', when: 'always',
      check: (world) => {
        const keys = (world.get(['rows', 't']) ?? []) as readonly string[];
        const heavy = keys.find((key) => (world.get(['row', 't', key]) as number) > rows);
        return {
          tested: keys.length > 0,
          broken: heavy === undefined ? null : { evidence: `row ${heavy}`, blame: ['row', 't', heavy] },
        };
      },
    },
    {
      ...common, name: 'rows stay', when: 'always',
      check: (world) => {
        const gone = ['a', 'b', 'c'].find((key) => world.has(['history', 'last', key]) && !world.has(['row', 't', key]));
        return { tested: true, broken: gone === undefined ? null : { evidence: gone, blame: ['row', 't', gone] } };
      },
    },
    {
      ...common, name: 'memory stays small', when: 'always',
      check: (world) => {
        const full = processes.find((process) => ((world.get(['memory', process, 'n']) ?? 0) as number) > memory);
        return {
          tested: processes.some((process) => world.has(['memory', process, 'n'])),
          // Blames what may not have been written in this run.
          broken: full === undefined ? null : { evidence: full, blame: ['durable', full, 'n'] },
        };
      },
    },
    {
      ...common, name: 'variables stay low', when: 'always',
      check: (world) => ({
        tested: variables.view(world).total > 0,
        broken: variables.view(world).total > total ? { evidence: 'total', blame: ['variable', 'total'] } : null,
      }),
    },
    {
      ...common, name: 'history is short at rest', when: 'at rest',
      check: (world) => {
        const length = (world.get(['history', 'length']) ?? 0) as number;
        return { tested: true, broken: length > rest ? { evidence: `${length}`, blame: ['history', 'length'] } : null };
      },
    },
  ];
}
