// The generated build, and what the engine adds to it: the WebAssembly file, the same bytes as a lazy script for where it
// cannot be fetched, and the engine's glue built beforehand, as text for a worker and as a lazy script for this thread.
import { buildSync, type BuildOptions } from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from 'webpack';
import { merge } from 'webpack-merge';

import generated, { type Env } from './.config/webpack/webpack.config.ts';

const client = path.resolve(process.cwd(), '../wasm/client/dist');
const ui = path.resolve(process.cwd(), '../web/ui/src');
const built = path.resolve(process.cwd(), 'node_modules/.cache/prorata');

/** The glue asks for a file beside itself unless it is handed the engine, as it is here; the address is never used. */
const glue: BuildOptions = {
  bundle: true,
  minify: true,
  target: 'es2020',
  legalComments: 'none',
  define: { 'import.meta.url': '"https://prorata.invalid/"' },
};

function buildGlue(): void {
  mkdirSync(built, { recursive: true });
  // Not `.js`, or the compiler of the generated build would rewrite it.
  buildSync({
    ...glue,
    format: 'iife',
    entryPoints: [path.join(client, 'worker.js')],
    outfile: path.join(built, 'worker.inline.txt'),
  });
  buildSync({
    ...glue,
    format: 'esm',
    entryPoints: [path.join(client, 'local.js')],
    outfile: path.join(built, 'local.mjs'),
  });
  for (const file of ['prorata.wasm', 'files.wasm']) copyFileSync(path.join(client, file), path.join(built, file));
}

const config = async (env: Env): Promise<Configuration> => {
  buildGlue();
  return merge(await generated(env), {
    module: {
      rules: [
        {
          test: /\.wasm$/,
          resourceQuery: { not: [/inline/] },
          type: 'asset/resource',
          generator: { filename: '[name].[contenthash][ext]' },
        },
        { test: /\.wasm$/, resourceQuery: /inline/, type: 'asset/inline' },
        { test: /\.inline\.txt$/, type: 'asset/source' },
      ],
    },
    resolve: {
      alias: {
        'prorata-built': built,
        '@prorata/engine': client,
        '@prorata/ui': ui,
      },
    },
  });
};

export default config;
