/**
 * Between the wire's names (`snake_case` keys) and the models' names (`camelCase` keys). Values stay as they are.
 */

import type { Json, JsonObject } from './vector.js';

/**
 * A recorded value with the models' names. The type is the caller's claim about the vectors; a wrong claim shows as a
 * disagreement.
 */
export function fromWire<T>(value: Json | undefined): T {
  return renameKeys(value ?? null, (key) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())) as T;
}

/** A model's value with the wire's names. */
export function toWire(value: unknown): Json {
  return renameKeys(value as Json, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function renameKeys(value: Json, rename: (key: string) => string): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isArray(value)) return value.map((item) => renameKeys(item, rename));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renameKeys(item, rename)]));
}

function isArray(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
