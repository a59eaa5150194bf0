/** Values and times as a person reads them. */
import type { Value } from '../world/value.js';

/** A value in one line, without the quotes that it does not need; null is empty. Cut to `lengthMax` characters. */
export function brief(value: Value, lengthMax = 60): string {
  const text = value === null ? '' : plain(value);
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}

/** A value in one line, whole. */
export function plain(value: Value): string {
  if (typeof value === 'string') return value === '' ? "''" : value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((part: Value) => plain(part)).join(', ')}]`;
  const fields = Object.entries(value).map(([key, part]) => `${key}: ${plain(part as Value)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Virtual time from its beginning, in minutes and seconds: `0:00.000`, `12:03.500`, `4:01:02.003`. */
export function clock(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1_000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const seconds = `${two(Math.floor(milliseconds / 1_000) % 60)}.${String(milliseconds % 1_000).padStart(3, '0')}`;
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${two(minutes)}:${seconds}`;
}

/** A length of time, to three digits or so: `350 us`, `12 ms`, `31.2 s`, `4 min 10 s`. */
export function lengthOfTime(microseconds: number): string {
  if (microseconds < 1_000) return `${microseconds} us`;
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1_000)} ms`;
  if (microseconds < 60_000_000) return `${Math.round(microseconds / 100_000) / 10} s`;
  const seconds = Math.round(microseconds / 1_000_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
