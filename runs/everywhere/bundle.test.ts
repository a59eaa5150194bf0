import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { bundle, hashesIn } from './bundle.js';
import { seedHashes } from './hashes.js';

test('the engine and the model are bundled for a browser, and give the same hashes there without anything of Node', async () => {
  const body = { textContent: '' };
  runInNewContext(await bundle(5, 'browser'), { document: { body } });
  expect(hashesIn(body.textContent)).toEqual(seedHashes(5));
  // As Chromium prints a page.
  expect(hashesIn(`<body>${body.textContent.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</body>`)).toEqual(seedHashes(5));
});
