/** Wraps text to a width, at spaces. Every character counts as one column. */

/** Lines of at most `width` characters; a word that is longer is cut. `indent` columns go before all but the first. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  const pad = ' '.repeat(indent);
  for (const word of text.split(' ')) {
    let rest = word;
    const joined = line === '' || line === pad ? line + rest : `${line} ${rest}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    line = lines.length === 0 ? '' : pad;
    while (line.length + rest.length > width) {
      const part = Math.max(1, width - line.length);
      lines.push(line + rest.slice(0, part));
      rest = rest.slice(part);
      line = pad;
    }
    line += rest;
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line);
  return lines;
}
