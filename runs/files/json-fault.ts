/**
 * Finds where a text stops being JSON. `JSON.parse` only says so in words that differ between versions of Node, most of
 * them without a place.
 */

export interface JsonFault {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The text is well-formed as far as it goes: it ends too early. */
  readonly truncated: boolean;
}

const TOKEN = /[ \t\r\n]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![\w.+-]))/y;
/** What is left of a token when the text ends within it. */
const BROKEN_OFF = /[ \t\r\n]*(?:"(?:[ !#-[\]-\uffff]|\\.)*\\?|-?\d*(?:\.\d*)?(?:[eE][-+]?\d*)?|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/y;

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/** The first fault of a text that is no JSON; null when it is. */
export function jsonFault(text: string): JsonFault | null {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) break;
    const [, mark, string] = token;
    const next = step(mark ?? (string === undefined ? 'scalar' : 'string'), expected, open);
    if (next === null) return place(text, TOKEN.lastIndex - (token[0].trimStart().length), false);
    expected = next;
    at = TOKEN.lastIndex;
  }
  const rest = text.slice(at);
  if (rest.trim() === '') return expected === 'nothing' ? null : place(text, text.length, true);
  BROKEN_OFF.lastIndex = at;
  return place(text, text.length - rest.trimStart().length, BROKEN_OFF.test(text));
}

/** What is expected after a token; null when the token was not. */
function step(token: string, expected: Expected, open: ('{' | '[')[]): Expected | null {
  const after = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end');
  switch (token) {
    case '{':
    case '[':
      if (!expected.startsWith('value')) return null;
      open.push(token);
      return token === '{' ? 'key or end' : 'value or end';
    case '}':
      if (open.at(-1) !== '{' || (expected !== 'key or end' && expected !== 'comma or end')) return null;
      open.pop();
      return after();
    case ']':
      if (open.at(-1) !== '[' || (expected !== 'value or end' && expected !== 'comma or end')) return null;
      open.pop();
      return after();
    case ',':
      if (expected !== 'comma or end') return null;
      return open.at(-1) === '{' ? 'key' : 'value';
    case ':':
      return expected === 'colon' ? 'value' : null;
    case 'string':
      if (expected === 'key' || expected === 'key or end') return 'colon';
      return expected.startsWith('value') ? after() : null;
    default:
      return expected.startsWith('value') ? after() : null;
  }
}

function place(text: string, offset: number, truncated: boolean): JsonFault {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) as string).length + 1, truncated };
}
