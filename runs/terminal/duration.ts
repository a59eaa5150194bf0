/**
 * Durations as a person writes them ('90s', '250ms', '1h30m'), and as the simulation counts them: whole microseconds.
 *
 * Exact both ways: `parseDuration(formatDuration(n)) === n`. Left out: days and longer, whose length is a convention.
 */
import { UsageError } from './failure.js';

const MICROSECONDS: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['us', 1],
]);
const SYNONYMS: ReadonlyMap<string, string> = new Map([['µs', 'us'], ['μs', 'us'], ['min', 'm'], ['sec', 's'], ['hr', 'h']]);
const EXAMPLES = "Write a number and a unit (us, ms, s, m, h), as in '250ms', '90s', '10m', '2h' or '1h30m'.";

/**
 * Microseconds of a duration such as '90s', '250ms', '10m', '2h', '1us', '1.5s' or '1h30m'.
 *
 * @param text What the person wrote.
 * @param option Where it was written, for the error: '--for'.
 * @returns A safe integer, 0 or more.
 * @throws UsageError that says what is wrong with it.
 */
export function parseDuration(text: string, option?: string): number {
  const refuse = (why: string): UsageError =>
    new UsageError({ what: `'${text}' is not a duration${option === undefined ? '' : ` for ${option}`}.`, why, next: EXAMPLES });
  const trimmed = text.trim();
  if (trimmed === '') throw refuse('It is empty.');
  if (trimmed.startsWith('-')) throw refuse('A duration cannot be negative.');
  let total = 0;
  let largest = Infinity;
  let rest = trimmed;
  while (rest !== '') {
    const part = /^(\d+)(?:\.(\d+))?\s*([a-zµμ]*)\s*/i.exec(rest);
    if (part === null) throw refuse(`'${rest}' is not a number with a unit.`);
    const [whole, digits = '', fraction = '', written = ''] = part;
    if (written === '') throw refuse(`The unit of ${digits} is missing.`);
    const size = MICROSECONDS.get(SYNONYMS.get(written.toLowerCase()) ?? written.toLowerCase());
    if (size === undefined) throw refuse(`'${written}' is not a unit.`);
    if (size >= largest) throw refuse('Its parts must go from the largest unit to the smallest, each unit once.');
    total += microsecondsOf(digits, fraction, size, refuse);
    largest = size;
    rest = rest.slice(whole.length);
  }
  if (!Number.isSafeInteger(total)) throw refuse('It is longer than 285 years, more than can be counted in microseconds.');
  return total;
}

function microsecondsOf(digits: string, fraction: string, size: number, refuse: (why: string) => UsageError): number {
  const whole = Number(digits) * size;
  if (fraction === '') return whole;
  // In whole numbers: 0.1 s must be 100,000 us, whatever 0.1 is in binary.
  const scaled = BigInt(fraction) * BigInt(size);
  const scale = 10n ** BigInt(fraction.length);
  if (scaled % scale !== 0n) throw refuse('It is finer than a microsecond, the smallest step of virtual time.');
  return whole + Number(scaled / scale);
}

/** A duration for reading, without loss: '0s', '1us', '1.5ms', '250ms', '1m30s', '2h'. */
export function formatDuration(microseconds: number): string {
  if (!Number.isSafeInteger(microseconds) || microseconds < 0) {
    throw new RangeError(`${microseconds} is no duration: whole microseconds, 0 or more, are. Round before formatting.`);
  }
  if (microseconds === 0) return '0s';
  if (microseconds < 1_000) return `${microseconds}us`;
  if (microseconds < 1_000_000) return `${decimal(microseconds, 1_000)}ms`;
  const hours = Math.floor(microseconds / 3_600_000_000);
  const minutes = Math.floor(microseconds / 60_000_000) % 60;
  const seconds = microseconds % 60_000_000;
  return (hours > 0 ? `${hours}h` : '') + (minutes > 0 ? `${minutes}m` : '') + (seconds > 0 ? `${decimal(seconds, 1_000_000)}s` : '');
}

/** units / size, exactly: size is a power of ten. */
function decimal(units: number, size: number): string {
  const fraction = String(size + (units % size)).slice(1).replace(/0+$/, '');
  return String(Math.floor(units / size)) + (fraction === '' ? '' : `.${fraction}`);
}
