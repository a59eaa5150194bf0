/**
 * Reads the `Debug` text of a Rust value: names, strings, `Name { field: value }` and `Name(value)`. Only as much as
 * the vectors hold.
 */

/** A parsed value: `name` is the constructor, or the text itself for strings and bare words. */
export interface RustValue {
  readonly name: string;
  readonly fields: Readonly<Record<string, RustValue>>;
  /** The value in `Name(value)`. */
  readonly inner: RustValue | null;
}

/**
 * Parses the whole text.
 * @throws Error when it is not such a value.
 */
export function parseRustDebug(text: string): RustValue {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[A-Za-z0-9_-]+|[{}(),:]/g) ?? [];
  let next = 0;

  const take = (expected: string): void => {
    const token = tokens[next++];
    if (token !== expected) throw new Error(`"${text}" has ${token ?? 'its end'} where ${expected} should be`);
  };

  const value = (): RustValue => {
    const token = tokens[next++];
    if (token === undefined) throw new Error(`"${text}" ends too early`);
    if (token.startsWith('"')) return { name: JSON.parse(token) as string, fields: {}, inner: null };
    if (tokens[next] === '(') {
      take('(');
      const inner = value();
      take(')');
      return { name: token, fields: {}, inner };
    }
    return { name: token, fields: tokens[next] === '{' ? record() : {}, inner: null };
  };

  const record = (): Record<string, RustValue> => {
    const fields: Record<string, RustValue> = {};
    take('{');
    while (tokens[next] !== '}') {
      const name = tokens[next++] ?? '';
      take(':');
      fields[name] = value();
      if (tokens[next] === ',') take(',');
    }
    take('}');
    return fields;
  };

  return value();
}
