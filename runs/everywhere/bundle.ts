/** One script with the engine, the model and all that they import, made by esbuild. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** How the script says what it found: the digests, as JSON between these. */
export const BEGIN = '<<hashes ';
export const END = ' hashes>>';

/**
 * A script that computes the digests of so many seeds. For a browser it writes them into the page, and bundling fails if anything is
 * of Node.
 */
export async function bundle(seeds: number, platform: 'node' | 'browser'): Promise<string> {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  const print = platform === 'node' ? 'console.log(text)' : 'document.body.textContent = text';
  const { outputFiles } = await build({
    stdin: {
      contents: `import { seedHashes } from './hashes'; const text = ${JSON.stringify(BEGIN)} + JSON.stringify(seedHashes(${seeds})) + ${JSON.stringify(END)}; ${print};`,
      resolveDir: folder, loader: 'js',
    },
    bundle: true, write: false, format: 'iife', platform, target: 'es2022', logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

/** The digests in what such a script said. @throws Error when there are none. */
export function hashesIn(output: string): string[] {
  const begin = output.indexOf(BEGIN.replaceAll('<', '&lt;')) >= 0 ? BEGIN.replaceAll('<', '&lt;') : BEGIN;
  const end = END.replaceAll('>', begin === BEGIN ? '>' : '&gt;');
  const from = output.indexOf(begin);
  const to = output.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The script printed no digests, but: ${output.slice(0, 500)}`);
  return JSON.parse(output.slice(from + begin.length, to).replaceAll('&quot;', '"')) as string[];
}
