/**
 * The lint rule for the direction of imports (design section 3): runs -> invariants -> models -> sim.
 *
 * In sim/, models/ and invariants/ only relative imports are allowed, so that they run in a browser as they are;
 * the one exception is `seedrandom`, in sim/random. Test files, their fixtures and runs/ may import packages, but test files
 * keep to the direction too. Left out: import cycles (import-cycles.test.ts), which no single file can show.
 */
import path from 'node:path';

/** From the ground up: a folder may import itself and what stands before it. */
const FLOORS = ['sim', 'models', 'invariants', 'runs'];

const PACKAGES_ALLOWED = [{ package: /^seedrandom(\/|$)/, folder: 'sim/random/' }];

/** @type {import('eslint').Rule.RuleModule} */
export const importDirection = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { root: { type: 'string' } }, required: ['root'], additionalProperties: false }],
    messages: {
      upward:
        "{{from}}/ must not import {{to}}/: imports point one way, runs -> invariants -> models -> sim, so that each floor can be understood and run without those above it. Hand the thing in as an argument, or move it down.",
      builtin:
        "'{{source}}' is Node's, and {{from}}/ must run in any JavaScript engine. Do this in runs/, and hand in the result as plain data.",
      package:
        "{{from}}/ must not import the package '{{source}}': its code may look at the clock, the locale or a random source. The only package allowed is seedrandom, in sim/random. Use it from runs/.",
      extension: "Write the '.js' suffix: Node resolves '{{source}}' as it stands, after compilation.",
      outside: "'{{source}}' leads out of sim/, models/, invariants/ and runs/. Source code lives in these four folders.",
    },
  },
  create(context) {
    const root = context.options[0].root;
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const from = file.split('/')[0];
    const isTest = /\.(test|fixture)\.ts$/.test(file);

    function check(node, source) {
      if (typeof source !== 'string') return;
      if (!source.startsWith('.')) {
        if (from === 'runs' || isTest) return;
        if (PACKAGES_ALLOWED.some((allowed) => allowed.package.test(source) && file.startsWith(allowed.folder))) return;
        context.report({ node, messageId: source.startsWith('node:') ? 'builtin' : 'package', data: { from, source } });
        return;
      }
      const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), source));
      const to = target.split('/')[0];
      if (!/\.(js|json)$/.test(source)) context.report({ node, messageId: 'extension', data: { source } });
      else if (!FLOORS.includes(to)) context.report({ node, messageId: 'outside', data: { source } });
      else if (FLOORS.indexOf(to) > FLOORS.indexOf(from)) context.report({ node, messageId: 'upward', data: { from, to } });
    }

    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value),
    };
  },
};
