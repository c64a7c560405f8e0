import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

import { lean } from './tools/lean.ts';
import { secondLook } from './tools/smaller.ts';

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

/** The engine on the thread of the page is for hosts without workers; here it would only be weight. */
const noLocalEngine: Plugin = {
  name: 'no-local-engine',
  enforce: 'pre',
  load: (id) => (/\/wasm\/client\/dist\/local\.js$/.test(id) ? 'export const loadLocalEngine = () => null;' : null),
};

/** Written when all names are known: a new build is a new version. Nothing of it in the page that is one file. */
const serviceWorker: Plugin = {
  name: 'service-worker',
  generateBundle(_, bundle) {
    const files = Object.keys(bundle).filter((name) => /\.(js|css|wasm|gz)$/.test(name) && !/\/local-/.test(name));
    const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12);
    const code = readFileSync(here('src/service-worker.js'), 'utf8')
      .replace('/* global kVersion, kFiles */\n', '')
      .replace('${kVersion}', version)
      .replace('kFiles', JSON.stringify(files));
    this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: code });
  },
};

export default defineConfig({
  root: here('.'),
  base: './',
  resolve: { alias, dedupe: ['preact', '@preact/signals'] },
  publicDir: false,
  plugins: [lean, noLocalEngine, exampleData, serviceWorker, secondLook],
  build: {
    target: 'es2022',
    outDir: here('dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One request for what the page shares with its later parts, not two.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'words',
              test: /node_modules\/preact\/|client\/dist\/errors\.js$|(app\/src\/(words\/words|shell\/clipboard)|ui\/src\/(filter|rows))\.ts$/,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
});
