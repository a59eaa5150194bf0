import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

test('models/README.md shows the lamp as it is', () => {
  const read = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${read('lamp.test.ts')}\`\`\``);
});
