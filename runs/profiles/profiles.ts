/**
 * The profiles. Their rates are of our making (no source gives any): a run of about 500 events meets no fault in `calm`,
 * 1 to 4 in most others, and 5 to 15 in `storm`. What a kind means stands in sim/explore/profile.ts.
 *
 * Each run uses its own part of a profile: about half of the kinds, at a quarter of the rate, the rate, or four times it.
 * So shares and rates are multiples of four.
 */
import { LATE, type Profile } from '../../sim/explore/profile.js';

const LOST = { 'lost-request': 4_000, 'lost-reply': 6_000, 'lost-message': 4_000 };
const SPOILED = {
  duplicate: 2_000, refused: 2_000, reset: 3_000, 'truncated-body': 1_200, 'undocumented-status': 800, unencodable: 200,
  'injected-500': 1_200, 'injected-503': 1_600, 'injected-429': 800, 'injected-4xx': 800, 'replaced-500': 1_200,
};
/** Kinds that do one thing alone, and need to strike just there: a call to a sled agent is one event in a hundred. */
const RARE = { 'database-ambiguous': 8_000, unencodable: 4_000, 'injected-429': 4_000, 'undocumented-status': 4_000 };
const STATEMENTS = {
  'database-failed': 4_000, 'database-ambiguous': 4_000, 'database-unavailable': 2_000, 'database-slow': 3_000,
};

/** What the omicron model declares of its own (models/omicron/fault-kinds.ts): drawn a few times in a run, so the rates are high. */
const SLED = {
  'zone-setup-failed': 12_000, 'zone-halt-failed': 8_000, 'vm-creation-failed': 4_000, 'device-failure': 12_000, 'device-hang': 8_000,
};

const QUIET = {
  perMillion: {}, lasting: {}, eventsBetweenLasting: 0, latePerMillion: 0, slackPercent: 100,
} satisfies Partial<Profile>;

const ALL: readonly Profile[] = [
  {
    ...QUIET,
    name: 'calm',
    sentence: 'no faults at all: only the order of events varies, within their ordinary durations',
  },
  {
    ...QUIET,
    name: 'lossy',
    sentence: 'requests and replies are lost, refused, reset or spoiled; links are cut or clogged, zones and devices fail now and then',
    perMillion: { ...LOST, ...SPOILED, ...SLED },
    lasting: { partition: 40, 'one-way-partition': 40, clog: 20 },
    eventsBetweenLasting: 800,
  },
  {
    ...QUIET,
    name: 'slow',
    sentence: 'events take long and sometimes longer than their range; processes hang, links clog, statements drag',
    perMillion: { 'database-slow': 8_000 },
    lasting: { hang: 40, clog: 40 },
    eventsBetweenLasting: 700,
    latePerMillion: 2_400,
    slackPercent: 40,
  },
  {
    ...QUIET,
    name: 'crashy',
    sentence: 'processes die and are started again, or hang; a few messages are lost',
    perMillion: { 'lost-request': 1_200, 'lost-reply': 1_200, reset: 1_200, ...SLED },
    lasting: { crash: 80, hang: 20 },
    eventsBetweenLasting: 250,
  },
  {
    ...QUIET,
    name: 'database',
    sentence: 'statements fail, or are applied and reported as failed; the database is away for a while',
    perMillion: STATEMENTS,
    lasting: { 'database-outage': 40, crash: 20 },
    eventsBetweenLasting: 800,
  },
  {
    name: 'mixed',
    sentence: 'a few faults of any kind: what the others hold, at modest rates',
    perMillion: { ...LOST, ...SPOILED, ...STATEMENTS, ...SLED, ...RARE },
    lasting: { crash: 40, hang: 12, partition: 16, 'one-way-partition': 16, clog: 8, 'database-outage': 8 },
    eventsBetweenLasting: 400,
    latePerMillion: 1_200,
    slackPercent: 80,
  },
  {
    name: 'storm',
    sentence: 'everything at once, and more of it',
    perMillion: scaled({ ...LOST, ...SPOILED, ...STATEMENTS, ...SLED }, 2),
    lasting: { crash: 40, hang: 20, partition: 20, 'one-way-partition': 20, clog: 20, 'database-outage': 20 },
    eventsBetweenLasting: 150,
    latePerMillion: 4_000,
    slackPercent: 60,
  },
];

export const PROFILES: ReadonlyMap<string, Profile> = new Map(ALL.map((profile) => [profile.name, profile]));

/**
 * The profile with a rate for every kind that was asked for by name: `--profile lossy --faults crash` means crashes at the
 * rate of `storm`, since a kind that cannot strike would make the campaign say less than was asked.
 */
export function profileWith(profile: Profile, faults: readonly string[] | null): Profile {
  if (faults === null) return profile;
  const storm = PROFILES.get('storm') as Profile;
  const missing = faults.filter((kind) => !strikes(profile, kind));
  const pick = (rates: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(missing.flatMap((kind) => (kind in rates ? [[kind, rates[kind] as number]] : [])));
  return {
    ...profile,
    perMillion: { ...profile.perMillion, ...pick(storm.perMillion) },
    lasting: { ...profile.lasting, ...pick(storm.lasting) },
    eventsBetweenLasting: profile.eventsBetweenLasting === 0 && Object.keys(pick(storm.lasting)).length > 0
      ? storm.eventsBetweenLasting : profile.eventsBetweenLasting,
    latePerMillion: missing.includes(LATE) ? storm.latePerMillion : profile.latePerMillion,
  };
}

function strikes(profile: Profile, kind: string): boolean {
  return kind in profile.perMillion || kind in profile.lasting || (kind === LATE && profile.latePerMillion > 0);
}

function scaled(rates: Readonly<Record<string, number>>, factor: number): Record<string, number> {
  return Object.fromEntries(Object.entries(rates).map(([kind, rate]) => [kind, rate * factor]));
}
