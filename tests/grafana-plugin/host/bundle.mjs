// The host page with the packages of one release of Grafana, bundled once and kept until they or the page change.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.resolve(here, '../../..');
const plugin = path.join(root, 'grafana-plugin');
const { build } = createRequire(path.join(plugin, 'package.json'))('esbuild');

/** Where the packages of a release are installed. The panel itself is written against those of the oldest it supports. */
export const packagesOf = (release) => (release === '11.6' ? plugin : path.join(root, '.cache/grafana-hosts', release));

/** Grafana's `.mjs` files import CommonJS packages by default import; bundlers then take Node's meaning of `default`, and
 * components become objects. What such a package marks as its default is what is meant. */
function interop(folder) {
  return {
    name: 'grafana-interop',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path: name, resolveDir, kind, pluginData }) => {
        // The page stands outside of the folder that its packages are in.
        if (pluginData === 'again' || !resolveDir.startsWith(here.slice(0, -1))) return undefined;
        return build.resolve(name, { resolveDir: folder, kind, pluginData: 'again' });
      });
      build.onLoad({ filter: /@grafana\/[^/]+\/dist\/esm\/.*\.mjs$/ }, ({ path: file }) => ({
        contents: readFileSync(file, 'utf8').replace(
          /^import (\w+)(, \{[^}]*\})? from '([^'.][^']*)';$/gm,
          (_, name, rest = '', from) =>
            `import $${name}${rest} from '${from}';\nconst ${name} = $${name} && $${name}.__esModule && 'default' in $${name} ? $${name}.default : $${name};`,
        ),
        loader: 'js',
      }));
      // Releases before 11 import it without an ending, which it does not export.
      build.onResolve({ filter: /^systemjs\/dist\/[\w/-]+$/ }, ({ path: name, resolveDir, kind }) =>
        build.resolve(`${name}.js`, { resolveDir, kind }),
      );
    },
  };
}

function keyOf(release) {
  const hash = createHash('sha256');
  for (const name of readdirSync(here).sort()) hash.update(readFileSync(path.join(here, name)));
  hash.update(readFileSync(path.join(packagesOf(release), 'node_modules/.package-lock.json')));
  return hash.digest('hex').slice(0, 16);
}

/** Resolves with the folder of the bundle. */
export async function bundledHost(release) {
  const folder = path.join(root, '.cache/grafana-hosts', `bundle-${release}-${keyOf(release)}`);
  if (existsSync(folder)) return folder;
  const packages = packagesOf(release);
  const scratch = `${folder}.making-${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  await build({
    entryPoints: { host: path.join(here, 'page.mjs') },
    outdir: scratch,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    loader: Object.fromEntries(
      ['.svg', '.png', '.gif', '.woff', '.woff2', '.ttf', '.eot'].map((ext) => [ext, 'dataurl']),
    ),
    plugins: [interop(packages)],
    logLevel: 'error',
  });
  for (const old of readdirSync(path.dirname(folder))) {
    if (old.startsWith(`bundle-${release}-`) && !old.includes('.making-')) {
      rmSync(path.join(path.dirname(folder), old), { recursive: true, force: true });
    }
  }
  writeFileSync(path.join(scratch, 'release'), release);
  renameSync(scratch, folder);
  return folder;
}
