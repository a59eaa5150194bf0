/**
 * Lint rules. The ones that are ours (determinism, direction of imports) stand in runs/lint/, with their tests;
 * the rest is typescript-eslint's strict set, without the rules that need types (`npm run types` is the check of those).
 */
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { engineRules, modelRules, teamRules } from './runs/lint/determinism.js';
import { importDirection } from './runs/lint/imports.js';

const NODE_GLOBALS = ['process', 'console', 'SharedArrayBuffer', 'Atomics'];

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'coverage/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      // noUncheckedIndexedAccess asks for it wherever an index is known to be in range, as in the inner loops of sim/.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A generator that never waits is still a program of a service.
      'require-yield': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['{sim,models,invariants,runs}/**/*.ts'],
    plugins: { whatif: { rules: { 'import-direction': importDirection } } },
    rules: { 'whatif/import-direction': ['error', { root: import.meta.dirname }] },
  },
  { files: ['sim/**/*.ts'], ignores: ['**/*.test.ts', '**/*.fixture.ts'], rules: engineRules },
  { files: ['sim/explore/exhaustive/team/*.ts'], rules: teamRules },
  // The traps of the determinism audit wrap the very globals that are forbidden.
  { files: ['sim/step/forbidden.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['{models,invariants}/**/*.ts'], ignores: ['**/*.test.ts'], rules: modelRules },
);
