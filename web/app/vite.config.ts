import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** React's names, Preact's code: the parts in web/ui are written as React. */
const alias = [
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
  { find: /^react\/jsx-dev-runtime$/, replacement: 'preact/jsx-dev-runtime' },
  { find: /^react(-dom)?$/, replacement: 'preact/compat' },
];

/** Mode `stand-in`: invented figures instead of the engine, to work on the page while there is no engine to build. */
const standIn = { find: /^@prorata\/engine$/, replacement: here('../../tests/web/support/stand-in.ts') };

export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: './',
  resolve: { alias: mode === 'stand-in' ? [...alias, standIn] : alias, dedupe: ['preact', '@preact/signals'] },
  publicDir: existsSync(here('public')) ? here('public') : false,
  build: {
    target: 'es2022',
    outDir: mode === 'stand-in' ? here('../../.cache/web/stand-in') : here('dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
}));
