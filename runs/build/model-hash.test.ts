import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { computeModelHash, hashedFiles, modelHash, projectRoot } from './model-hash.js';

const root = mkdtempSync(path.join(tmpdir(), 'whatif-model-hash-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  write('sim/world/value.ts', 'export const a = 1;\n');
  write('models/omicron/vmm.ts', 'export const b = 2;\n');
  write('invariants/healthy.ts', 'export const c = 3;\n');
  write('package-lock.json', '{}\n');
});

describe('the model hash', () => {
  test('is 64 hexadecimal digits, the same each time', () => {
    expect(computeModelHash(root)).toMatch(/^[0-9a-f]{64}$/);
    expect(computeModelHash(root)).toBe(computeModelHash(root));
  });

  test.each<[string, string, string]>([
    ['a changed source', 'sim/world/value.ts', 'export const a = 2;\n'],
    ['a new source', 'models/omicron/nexus.ts', ''],
    ['a changed lock file', 'package-lock.json', '{"a":1}\n'],
  ])('changes with %s', (_what, file, content) => {
    const before = computeModelHash(root);
    write(file, content);
    expect(computeModelHash(root)).not.toBe(before);
  });

  test.each<[string, string, string]>([
    ['a test', 'sim/world/value.test.ts', 'anything'],
    ['a README', 'sim/README.md', 'anything'],
    ['runs/', 'runs/cli/main.ts', 'anything'],
    ['line ends', 'sim/world/value.ts', 'export const a = 1;\r\n'],
  ])('does not change with %s', (_what, file, content) => {
    const before = computeModelHash(root);
    write(file, content);
    expect(computeModelHash(root)).toBe(before);
  });

  test('covers the files in the order of their names, wherever the disk lists them', () => {
    expect(hashedFiles(root)).toEqual(['invariants/healthy.ts', 'models/omicron/vmm.ts', 'package-lock.json', 'sim/world/value.ts']);
  });

  test('text moved from one file to the next changes it', () => {
    write('sim/world/value.ts', 'export const a = 1;\nx');
    const before = computeModelHash(root);
    write('sim/world/value.ts', 'export const a = 1;\n');
    write('sim/world/vector.ts', 'x');
    expect(computeModelHash(root)).not.toBe(before);
  });

  test('is the same from the sources and from the compiled code', () => {
    write('package.json', '{"type":"module"}');
    for (const name of ['model-hash', 'write-model-hash']) {
      const source = readFileSync(path.join(projectRoot, 'runs', 'build', `${name}.ts`), 'utf8');
      const options = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 };
      write(`dist/runs/build/${name}.js`, transpileModule(source, { compilerOptions: options }).outputText);
    }
    const node = (...args: string[]): string => execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
    const ask = "import('./dist/runs/build/model-hash.js').then((m) => console.log(m.modelHash()))";
    expect(() => node('-e', ask)).toThrow('Run `npm run build`');
    node('dist/runs/build/write-model-hash.js');
    expect(node('-e', ask)).toBe(computeModelHash(root));
  });

  test('of this project is known to its tests', () => {
    expect(modelHash()).toBe(computeModelHash(projectRoot));
  });
});
