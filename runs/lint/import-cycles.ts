/**
 * Finds cycles among the imports of TypeScript files.
 *
 * A cycle makes the order in which modules are set up depend on who is imported first. Imports of types alone
 * (`import type`) vanish in compilation, so they may point both ways and are left out, as are test files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** By file (relative to the root, forward slashes): the files that it imports when it runs. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The imports of all .ts files in these folders of the project, but for test files and declarations. */
export function readImportGraph(root: string, folders: readonly string[]): ImportGraph {
  const graph = new Map<string, readonly string[]>();
  for (const folder of folders) {
    for (const file of sourceFiles(root, folder)) graph.set(file, importsOf(file, readFileSync(path.join(root, file), 'utf8')));
  }
  return graph;
}

/** The files that a source text imports, or re-exports from, at run time. */
export function importsOf(file: string, text: string): string[] {
  const imported: string[] = [];
  for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.ES2022).statements) {
    const isImport = ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword;
    const isExport = ts.isExportDeclaration(statement) && !statement.isTypeOnly;
    if (!isImport && !isExport) continue;
    const source = statement.moduleSpecifier;
    if (source === undefined || !ts.isStringLiteral(source) || !source.text.startsWith('.')) continue;
    imported.push(path.posix.join(path.posix.dirname(file), source.text).replace(/\.js$/, '.ts'));
  }
  return imported;
}

/** One cycle, as the files along it with the first one repeated at the end; undefined when there is none. */
export function findCycle(graph: ImportGraph): string[] | undefined {
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    trail.push(file);
    for (const imported of graph.get(file) ?? []) {
      const cycle = visit(imported);
      if (cycle !== undefined) return cycle;
    }
    trail.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.split(path.sep).join('/')}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
    .sort();
}
