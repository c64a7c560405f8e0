import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** React's names, Preact's code: the parts in web/ui are written as React. */
const alias = [
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
  { find: /^react\/jsx-dev-runtime$/, replacement: 'preact/jsx-dev-runtime' },
  { find: /^react(-dom)?$/, replacement: 'preact/compat' },
];

/** The recording that the page shows when no address is given. Not imported, so that it is fetched as a file. */
const exampleData: Plugin = {
  name: 'example-data',
  generateBundle() {
    const fileName = 'demo.prorata.ndjson.gz';
    const file = here(`../../examples/${fileName}`);
    if (existsSync(file)) this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
    else this.warn(`${file} is missing: the page will have no example data`);
  },
};

export default defineConfig({
  root: here('.'),
  base: './',
  resolve: { alias, dedupe: ['preact', '@preact/signals'] },
  publicDir: false,
  plugins: [exampleData],
  build: {
    target: 'es2022',
    outDir: here('dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
