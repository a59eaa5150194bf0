/**
 * Texts that the HTTP library made. They differ between its versions and systems, so the schema of the vectors says not
 * to compare them; the kind of error before them, and the status, are compared.
 */

import type { Json, JsonObject } from '../vector.js';

/** Cuts the library's words off every operator's text (`display`, `internal_message`) in an output. */
export function withoutLibraryTexts(output: JsonObject): JsonObject {
  const cut = Object.entries(output).map(([key, value]): [string, Json] => {
    if (typeof value === 'string' && (key === 'display' || key === 'internal_message')) return [key, cutText(value)];
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return [key, withoutLibraryTexts(value as JsonObject)];
    }
    return [key, value];
  });
  return Object.fromEntries(cut);
}

function cutText(text: string): string {
  return text
    .replace(/^((?:Internal Error: )?(?:CommunicationError|InvalidResponsePayload))\b.*$/, '$1')
    .replace(/^((?:Internal Error: )?UnexpectedResponse: status code \d+)\b.*$/, '$1');
}
