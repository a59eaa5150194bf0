/**
 * The rules of the JUnit schema that Jenkins checks (xunit-plugin, junit-10.xsd), and a strict reading of XML, written for the
 * test of the report: which elements may stand where, in which order, with which attributes; that counts are numbers and true.
 */
interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** In this order. */
  readonly children: readonly string[];
  readonly hasText: boolean;
}

const COUNTS = ['tests', 'failures', 'errors'];
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: { required: [], optional: ['name', 'time', 'disabled', ...COUNTS], children: ['testsuite'], hasText: false },
  testsuite: {
    required: ['name'], optional: [...COUNTS, 'skipped', 'disabled', 'time', 'timestamp', 'hostname', 'id', 'package'],
    children: ['properties', 'testcase', 'system-out', 'system-err'], hasText: false,
  },
  testcase: {
    required: ['name'], optional: ['assertions', 'time', 'classname', 'status', 'file', 'line'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'], hasText: false,
  },
  failure: { required: [], optional: ['type', 'message'], children: [], hasText: true },
  error: { required: [], optional: ['type', 'message'], children: [], hasText: true },
  skipped: { required: [], optional: [], children: [], hasText: true },
  'system-out': { required: [], optional: [], children: [], hasText: true },
  'system-err': { required: [], optional: [], children: [], hasText: true },
};

/** What is wrong with a report; nothing when it follows the rules. */
export function junitFaults(xml: string): string[] {
  const faults: string[] = [];
  const root = parseXml(xml);
  if (root.name !== 'testsuites') faults.push(`the root is ${root.name}`);
  visit(root, faults);
  checkCounts(root, root.children.flatMap(({ children }) => children), faults);
  for (const suite of root.children) checkCounts(suite, suite.children, faults);
  return faults;
}

function visit({ name, attributes, children, text }: Element, faults: string[]): void {
  const rule = RULES[name];
  if (rule === undefined) {
    faults.push(`there is no element ${name}`);
    return;
  }
  for (const attribute of rule.required) if (!attributes.has(attribute)) faults.push(`${name} lacks ${attribute}`);
  for (const attribute of attributes.keys()) {
    if (!rule.required.includes(attribute) && !rule.optional.includes(attribute)) faults.push(`${name} has no attribute ${attribute}`);
  }
  const order = children.map((child) => rule.children.indexOf(child.name));
  if (order.includes(-1)) faults.push(`${name} holds something that it may not`);
  if (order.some((place, nth) => nth > 0 && place < (order[nth - 1] as number))) faults.push(`the children of ${name} are out of order`);
  if (!rule.hasText && text.trim() !== '') faults.push(`${name} holds text`);
  for (const child of children) visit(child, faults);
}

function checkCounts({ name, attributes }: Element, cases: readonly Element[], faults: string[]): void {
  const of = (kind: string): number => cases.filter(({ children }) => children.some((child) => child.name === kind)).length;
  const actual: Readonly<Record<string, number>> = { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
  for (const [count, number] of Object.entries(actual)) {
    if (attributes.has(count) && attributes.get(count) !== String(number)) faults.push(`${name} says ${count}="${attributes.get(count)}", and there are ${number}`);
  }
}

const TOKEN = /<\?xml [^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y;

/** Elements, attributes and text, and nothing else of XML. @throws Error where it is not well-formed. */
function parseXml(xml: string): Element {
  // eslint-disable-next-line no-control-regex
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(xml);
  if (illegal !== null) throw new Error(`An illegal character at ${illegal.index}`);
  const top: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (token === null) throw new Error(`No XML at ${at}: ${xml.slice(at, at + 40)}`);
    const [, closed, opened, attributes = '', alone, text] = token;
    const current = open.at(-1) as Element;
    if (closed !== undefined) {
      if (current.name !== closed) throw new Error(`${closed} ends, and ${current.name} is open`);
      open.pop();
    } else if (opened !== undefined) {
      const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key as string, decoded(value as string)] as const);
      const element: Element = { name: opened, attributes: new Map(pairs), children: [], text: '' };
      if (element.attributes.size !== pairs.length) throw new Error(`${opened} has an attribute twice`);
      current.children.push(element);
      if (alone === '') open.push(element);
    } else if (text !== undefined) current.text += decoded(text);
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('Something is left open, or there is not one root');
  return top.children[0] as Element;
}

function decoded(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&([^;]*;?)/g, (_, reference: string) => {
    const known = /^(?:(amp|lt|gt|quot|apos)|#(\d+));$/.exec(reference);
    if (known === null) throw new Error(`No reference: &${reference}`);
    return known[1] !== undefined ? (names[known[1]] as string) : String.fromCodePoint(Number(known[2]));
  });
}
