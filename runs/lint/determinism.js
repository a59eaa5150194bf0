/**
 * The lint rules that keep a run a function of its seed (design sections 4 to 6), for sim/, models/ and invariants/.
 *
 * Plain JavaScript, since ESLint reads it before anything is built. Each message states the reason and what to use
 * instead. They find what is written by name; the determinism audit finds the rest when a learned step is rerun.
 * Left out: import rules (imports.js), and style (eslint.config.js).
 */

const NO_CLOCK = 'A run must not depend on the wall clock: the same seed would give another run. Use virtual time: a timer with a range in the durations table (ctx.after).';
const NO_TIMER = 'A run must not wait for the host: its event loop decides the order. Use a timer of the model (ctx.after), which is a pending event of the world.';
const NO_ENTROPY = 'A run must not draw from an unnamed random source. Use a choice with a label, or KeyedRandom (sim/random).';
const NO_HOST = 'sim/, models/ and invariants/ run in any JavaScript engine, a browser too, and must give the same run in each. Hand in what is needed as plain data, from runs/.';
const NO_OUTPUT = 'Output belongs to runs/: model code that prints differs between learned and first-time steps. Return data, or mark the step (ctx.mark).';
const NO_COLLECTOR = 'When garbage is collected differs from run to run. Nothing that a run does may depend on it.';
const NO_ESCAPE = 'This reaches every global past the determinism rules. Name what you need, and import it.';
const NO_LOCALE = "The result depends on the host's locale and ICU version. Compare with < and > (by code unit), and write text by hand.";

/** Globals that must not be named, with the reason. `WeakMap` and `WeakSet` are fine: they cannot be observed. */
const restrictedGlobals = {
  Date: NO_CLOCK,
  performance: NO_CLOCK,
  Temporal: NO_CLOCK,
  setTimeout: NO_TIMER,
  setInterval: NO_TIMER,
  setImmediate: NO_TIMER,
  clearTimeout: NO_TIMER,
  clearInterval: NO_TIMER,
  clearImmediate: NO_TIMER,
  queueMicrotask: NO_TIMER,
  requestAnimationFrame: NO_TIMER,
  Atomics: NO_TIMER,
  SharedArrayBuffer: NO_TIMER,
  crypto: NO_ENTROPY,
  process: NO_HOST,
  Buffer: NO_HOST,
  fetch: NO_HOST,
  require: NO_HOST,
  module: NO_HOST,
  __dirname: NO_HOST,
  __filename: NO_HOST,
  navigator: NO_HOST,
  structuredClone: NO_HOST + ' To copy a value: JSON.parse(canonical(value)).',
  TextEncoder: NO_HOST,
  TextDecoder: NO_HOST,
  URL: NO_HOST,
  WebAssembly: NO_HOST,
  console: NO_OUTPUT,
  WeakRef: NO_COLLECTOR,
  FinalizationRegistry: NO_COLLECTOR,
  Intl: NO_LOCALE,
  globalThis: NO_ESCAPE,
  window: NO_ESCAPE,
  self: NO_ESCAPE,
  global: NO_ESCAPE,
  eval: NO_ESCAPE,
  Function: NO_ESCAPE,
};

/** The functions of Math whose results the language defines to the last bit. */
const EXACT_MATH = 'abs|ceil|clz32|floor|fround|imul|max|min|round|sign|trunc|PI|E';

const restrictedSyntax = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: NO_ENTROPY,
  },
  {
    selector: `MemberExpression[object.name='Math']:not([property.name=/^(random|${EXACT_MATH})$/])`,
    message:
      'The language lets every engine approximate this function in its own way, so two runtimes would give two runs. Use integer arithmetic, or a table that is checked in.',
  },
  {
    selector: "VariableDeclarator[init.name='Math']",
    message: 'Call Math functions by their full name (Math.floor), so that the determinism rules can see which they are.',
  },
  {
    selector: "BinaryExpression[operator='**']:not([left.value=2][right.type='Literal']), AssignmentExpression[operator='**=']",
    message:
      'The language lets every engine approximate ** in its own way. Multiply, shift, or write the number; only 2 ** (a literal) is allowed.',
  },
  {
    selector: 'MemberExpression[property.name=/^(localeCompare|toLocaleString|toLocaleUpperCase|toLocaleLowerCase|toLocaleDateString|toLocaleTimeString)$/]',
    message: NO_LOCALE,
  },
  {
    selector: "MemberExpression[property.name='stack']",
    // A stack of values (`run.stack`) is caught too: call it by what it holds.
    message: 'A stack trace is text made by the JavaScript engine, another one in each. Describe the failure in your own words.',
  },
  {
    selector: 'ImportExpression',
    message: 'A run must not load code while it goes: when the code arrives is up to the host. Import it at the top of the file.',
  },
  {
    selector: "MetaProperty[meta.name='import']",
    message: NO_HOST,
  },
];

/** A waiting task must be a cell that can be forked, stored and rewound; a promise can be none of these. */
const noPromises = [
  {
    selector: ':function[async=true], AwaitExpression',
    message: 'No async in a model: a promise cannot be hashed, forked or rewound. Write a generator: `yield* call(...)`, `yield* transact(...)`.',
  },
  {
    selector: "Identifier[name='Promise']",
    message: 'No promises in a model: they cannot be hashed, forked or rewound. Write a generator: `yield* call(...)`.',
  },
];

const globalsRule = ['error', ...Object.entries(restrictedGlobals).map(([name, message]) => ({ name, message }))];

/** Rules for sim/. */
export const engineRules = {
  'no-restricted-globals': globalsRule,
  'no-restricted-syntax': ['error', ...restrictedSyntax],
  'no-new-func': 'error',
};

/** What the workers of one search need beside: what they do with it decides who works when, and nothing that is found. */
const sharedMemory = ['Atomics', 'SharedArrayBuffer'];

/** Rules for the workers of a search: those of sim/, but for shared memory. */
export const teamRules = {
  'no-restricted-globals': globalsRule.filter((rule) => typeof rule === 'string' || !sharedMemory.includes(rule.name)),
};

/** Rules for models/ and invariants/: those of sim/, and no promises. */
export const modelRules = {
  ...engineRules,
  'no-restricted-syntax': [...engineRules['no-restricted-syntax'], ...noPromises],
};
