/** The models with published state counts, as `whatif check` names them. */
import { abdRegister } from '../../models/classics/abd-register.js';
import { asyncTerminationDetection } from '../../models/classics/async-termination-detection.js';
import type { Classic } from '../../models/classics/classic.js';
import { dieHard } from '../../models/classics/die-hard.js';
import { increment, incrementLock } from '../../models/classics/increment.js';
import { orderedReliableLink } from '../../models/classics/ordered-reliable-link.js';
import { paxosTla } from '../../models/classics/paxos-tla.js';
import { paxos } from '../../models/classics/paxos.js';
import { pingPong } from '../../models/classics/ping-pong.js';
import { processes } from '../../models/classics/processes.js';
import { puzzle } from '../../models/classics/puzzle.js';
import { singleCopyRegister, type RegisterParameters } from '../../models/classics/single-copy-register.js';
import { tCommit } from '../../models/classics/t-commit.js';
import { twoPhaseCommit } from '../../models/classics/two-phase-commit.js';
import { twoPhaseCommitActors } from '../../models/classics/two-phase-commit-actors.js';
import { PLAIN_NARRATOR, type CheckParameter, type CheckSubject, type CheckValues } from './check-subject.js';

interface Entry {
  readonly name: string;
  readonly sentence: string;
  readonly parameters: Readonly<Record<string, CheckParameter>>;
  readonly build: (given: CheckValues) => Classic;
  /** The invariants that are known to be broken. */
  readonly expected?: (given: CheckValues) => readonly string[];
}

const rms = count('how many resource managers', 3, 1, 14);
const threads = count('how many threads', 2, 1, 10);

/** A majority of fewer servers than two needs no messages: the examples of Stateright leave that out. */
const register = (servers: number, serversMin: number): Readonly<Record<string, CheckParameter>> => ({
  servers: count('how many servers', servers, serversMin, 5),
  clients: count('how many clients', 2, 1, 6),
  network: { sentence: 'what the network does with messages', words: ['unordered', 'ordered'] },
  lossy: { sentence: 'whether it loses some', words: ['no', 'yes'] },
});

const ENTRIES: readonly Entry[] = [
  { name: 'two-phase-commit', sentence: 'Gray and Lamport, TwoPhase.tla', parameters: { rms }, build: ({ counts }) => twoPhaseCommit(counts['rms']!) },
  {
    name: 'two-phase-commit-actors', sentence: 'the same protocol as actors that send each other messages',
    parameters: { rms, network: { sentence: 'what the network does with messages', words: ['unordered', 'duplicating', 'ordered'] } },
    build: ({ counts, words }) => twoPhaseCommitActors(counts['rms']!, words['network'] as 'ordered'),
  },
  { name: 't-commit', sentence: 'Gray and Lamport, TCommit.tla', parameters: { rms }, build: ({ counts }) => tCommit(counts['rms']!) },
  { name: 'die-hard', sentence: 'the jugs of the film; DieHard.tla', parameters: {}, build: () => dieHard() },
  { name: 'puzzle', sentence: 'the 8-puzzle of Stateright', parameters: {}, build: () => puzzle() },
  {
    name: 'async-termination-detection', sentence: 'AsyncTerminationDetection.tla, which EWD998 implements',
    parameters: { nodes: count('how many nodes', 4, 1, 7), pending: count('the most messages pending at a node', 3, 0, 7) },
    build: ({ counts }) => asyncTerminationDetection(counts['nodes']!, counts['pending']!),
  },
  {
    name: 'increment', sentence: 'threads increment a counter without a lock; Stateright', parameters: { threads },
    build: ({ counts }) => increment(counts['threads']!), expected: ({ counts }) => (counts['threads']! > 1 ? ['nothing is lost'] : []),
  },
  { name: 'increment-lock', sentence: 'the same with a lock', parameters: { threads }, build: ({ counts }) => incrementLock(counts['threads']!) },
  {
    name: 'processes', sentence: 'processes load, and then run and pause; Stateright', parameters: { processes: count('how many processes', 2, 1, 10) },
    build: ({ counts }) => processes(counts['processes']!),
  },
  {
    name: 'paxos-tla', sentence: 'MCPaxosTiny of the TLA+ examples', parameters: { ballots: count('how many ballots', 2, 1, 4) },
    build: ({ counts }) => paxosTla(counts['ballots']! - 1),
  },
  {
    name: 'ping-pong', sentence: 'two actors return a counter; Stateright',
    parameters: {
      max: count('the highest counter', 5, 1, 50), network: { sentence: 'what the network does', words: ['duplicating', 'unordered', 'ordered'] },
      lossy: { sentence: 'whether it loses some', words: ['yes', 'no'] },
    },
    build: ({ counts, words }) =>
      pingPong({ max: counts['max']!, network: words['network'] as 'unordered', lossy: words['lossy'] === 'yes' }),
  },
  {
    name: 'single-copy-register', sentence: 'a register that each server keeps for itself; Stateright', parameters: register(1, 1),
    build: (given) => singleCopyRegister(registerOf(given)), expected: ({ counts }) => (counts['servers']! > 1 ? ['linearizable'] : []),
  },
  {
    name: 'abd-register', sentence: 'Attiya, Bar-Noy and Dolev: a register replicated by majorities; Stateright', parameters: register(2, 2),
    build: (given) => abdRegister(registerOf(given)),
  },
  { name: 'paxos', sentence: 'single-decree Paxos; Stateright', parameters: register(3, 2), build: (given) => paxos(registerOf(given)) },
  { name: 'ordered-reliable-link', sentence: 'a link that delivers once and in order; Stateright', parameters: {}, build: () => orderedReliableLink() },
];

export const classics: readonly CheckSubject[] = ENTRIES.map(({ name, sentence, parameters, build, expected }) => ({
  name: `classics/${name}`, sentence, parameters, policies: [],
  build: (given) => {
    const { model, ...properties } = build(given);
    const said = [...Object.entries(given.counts), ...Object.entries(given.words)].map(([parameter, value]) => `${parameter} ${value}`);
    return {
      model, properties, expected: expected?.(given) ?? [], mustBreak: true, narrator: PLAIN_NARRATOR,
      workload: said.length === 0 ? model.name : said.join(', '),
    };
  },
}));

function registerOf({ counts, words }: CheckValues): RegisterParameters {
  return { servers: counts['servers']!, clients: counts['clients']!, network: words['network'] as 'ordered', lossy: words['lossy'] === 'yes' };
}

function count(sentence: string, value: number, min: number, max: number): CheckParameter {
  return { sentence, value, min, max };
}
