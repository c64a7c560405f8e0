// Lint rules for every JavaScript and TypeScript file. Layout is Prettier's; types are the compiler's.
import { existsSync } from 'node:fs';

import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export is renamed by every reader.',
};

// The panel's types are known once its packages are installed, which `npm test` does.
const panel = existsSync(new URL('grafana-plugin/node_modules', import.meta.url))
  ? ['grafana-plugin/src/**/*.{ts,tsx}']
  : [];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/build/**', '**/.cache/**', '**/node_modules/**', '**/.config/**'] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-restricted-syntax': ['error', noDefaultExport],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // What only types can tell: a promise nobody waits for, a union case nobody handles.
    files: ['wasm/client/src/**/*.ts', 'web/*/src/**/*.{ts,tsx}', ...panel],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['web/**/*.tsx', 'grafana-plugin/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  { files: ['**/*.config.{js,ts,mjs}', '**/*.d.mts'], rules: { 'no-restricted-syntax': 'off' } },
);
