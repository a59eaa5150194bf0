/**
 * Source files of one's own, given by path. TypeScript below sim/, models/, invariants/ and runs/ is compiled with everything else
 * (bin/whatif.js); TypeScript from anywhere else is compiled here, a file at a time and without a look at its types, into
 * dist/own/. It may import what lies in these four folders, and JavaScript.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '../terminal/failure.js';
import { projectRoot } from './model-hash.js';

/** Part of the names of what is kept: another one after a change of how files are compiled here. */
const COMPILED_AS = 1;
const COMPILED_FOLDERS = ['sim', 'models', 'invariants', 'runs'];

/** Whether a name that was given is that of a source file. */
export function isModulePath(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

/** How such a file is named, wherever it was named from: by its path from the project's folder if it lies below. */
export function nameOfModule(file: string): string {
  const relative = path.relative(projectRoot, file);
  return relative.startsWith('..') ? file : relative.split(path.sep).join('/');
}

/** The file to import for this source: itself, unless this code runs compiled and the source is TypeScript. @throws UsageError */
export async function toImport(file: string): Promise<string> {
  if (!/\.[cm]?ts$/.test(file) || !fileURLToPath(import.meta.url).endsWith('.js')) return file;
  return compiledFile(file) ?? (await compile(file));
}

/** What a source of the project is compiled to; null for any other file. */
function compiledFile(file: string): string | null {
  const name = nameOfModule(file);
  return COMPILED_FOLDERS.some((folder) => name.startsWith(`${folder}/`)) ? path.join(projectRoot, 'dist', name.replace(/\.ts$/, '.js')) : null;
}

async function compile(file: string): Promise<string> {
  const source = readFileSync(file, 'utf8');
  const target = path.join(projectRoot, 'dist', 'own', `${createHash('sha256').update(`${COMPILED_AS} ${file}\n${source}`).digest('hex').slice(0, 32)}.js`);
  if (existsSync(target)) return target;
  const text = await compiledText(file, source);
  mkdirSync(path.dirname(target), { recursive: true });
  // Threads do this at once: whole, or not there.
  const partial = `${target}.${process.pid}-${Math.floor(performance.now() * 1000)}`;
  writeFileSync(partial, text);
  renameSync(partial, target);
  return target;
}

async function compiledText(file: string, source: string): Promise<string> {
  const typescript = await compiler(file);
  const { outputText, diagnostics = [] } = typescript.transpileModule(source, {
    fileName: file, reportDiagnostics: true,
    compilerOptions: { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  const [wrong] = diagnostics;
  if (wrong !== undefined) {
    const line = wrong.file === undefined || wrong.start === undefined ? '' : ` Line ${wrong.file.getLineAndCharacterOfPosition(wrong.start).line + 1}.`;
    throw new UsageError({ what: `${nameOfModule(file)} does not compile.`, why: `${typescript.flattenDiagnosticMessageText(wrong.messageText, ' ')}${line}` });
  }
  return outputText.replace(/(\bfrom\s*|\bimport\s*\(?\s*)(['"])((?:\.{1,2})?\/[^'"]+)\2/g, (_, before: string, quote: string, specifier: string) => {
    const imported = path.resolve(path.dirname(file), specifier);
    return `${before}${quote}${pathToFileURL(compiledFile(imported) ?? imported).href}${quote}`;
  });
}

async function compiler(file: string): Promise<typeof import('typescript')> {
  try {
    return (await import('typescript')).default;
  } catch {
    throw new UsageError({
      what: `${nameOfModule(file)} is TypeScript, and there is no compiler here.`, why: 'The package `typescript` is not installed.',
      next: 'Install it (`npm ci` in the project), or compile the file to JavaScript.',
    });
  }
}
