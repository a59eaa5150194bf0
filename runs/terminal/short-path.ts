/** How the path of a file is shown to whoever may type it again. */
import path from 'node:path';

/** Relative to a folder if it lies below, with forward slashes; as it is otherwise. */
export function shortPath(file: string, directory: string): string {
  const relative = path.relative(directory, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.split(path.sep).join('/');
}
