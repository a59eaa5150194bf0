/** Where a step stands in the text of a capsule, for messages. */

/** The line (from 1) of step `step` (from 1); null when the file was laid out anew and cannot tell. */
export function lineOfStep(text: string, step: number): number | null {
  const lines = text.split('\n');
  const opening = lines.findIndex((line) => line.startsWith('"steps": ['));
  const line = lines[opening + step];
  return opening >= 0 && line !== undefined && line.startsWith('{') ? opening + step + 1 : null;
}
