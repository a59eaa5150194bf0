/** Numbers on the command line. */
import { UsageError } from '../terminal/failure.js';

/** A whole number within a range. @throws UsageError that says which numbers are. */
export function parseWhole(text: string, option: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError({ what: `'${text}' is not a number for ${option}.`, next: `Give a whole number from ${min} to ${max}.` });
  }
  return value;
}
