/** Names of invariants are sentences; on a command line and in file names they stand as `words-with-hyphens`. */
export function slugOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
