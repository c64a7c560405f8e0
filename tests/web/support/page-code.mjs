// The page's own modules for Node: bundled by the page's bundler, so that tests need no loader of TypeScript.
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here('../../../.cache/web/unit/');

let bundled;

/** Everything that `exports.ts` beside this file names. */
export function pageCode() {
  bundled ??= (async () => {
    const folder = `${out}${process.pid}`;
    mkdirSync(folder, { recursive: true });
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    await build({
      configFile: false,
      logLevel: 'error',
      root: here('../../../web/app'),
      ssr: { noExternal: true },
      build: { ssr: here('exports.ts'), outDir: folder, emptyOutDir: true, target: 'node20', minify: false },
      resolve: {
        alias: [
          { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
          { find: /^react(-dom)?$/, replacement: 'preact/compat' },
        ],
      },
    });
    return import(`${folder}/exports.js`);
  })();
  return bundled;
}
