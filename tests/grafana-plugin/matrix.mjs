// The panel in every release of Grafana that the tests know: installs the published packages of each, then runs the tests
// of types and the host tests in all of them. Minutes, and gigabytes of packages, which is why `npm test` has two releases.
//
//   node tests/grafana-plugin/matrix.mjs               all of them
//   node tests/grafana-plugin/matrix.mjs 12.4 13.2     some
//
// Needs the built command line tool, engine and plugin.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { install } from '../../tools/lib/packages.mjs';
import { root, run } from '../../tools/lib/shell.mjs';

const here = path.join(root, 'tests/grafana-plugin');
const plugin = path.join(root, 'grafana-plugin');
/** Its packages are the plugin's own. */
const kOldest = '11.6';
const known = [kOldest, ...readdirSync(path.join(here, 'hosts'))].sort();
const named = process.argv.slice(2);
const releases = named.length > 0 ? named : known;

const unknown = releases.filter((release) => !known.includes(release));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}; there are ${known.join(', ')}`);
if (!existsSync(path.join(plugin, 'dist/module.js'))) throw new Error('build the plugin first: npm run build');

await install(plugin);
for (const release of releases.filter((one) => one !== kOldest)) {
  await install(path.join(root, '.cache/grafana-hosts', release), path.join(here, 'hosts', release));
}

const files = ['types.test.mjs', 'host.test.mjs'].map((name) => path.join(here, name));
const { code } = await run(process.execPath, ['--test', '--test-concurrency=1', ...files], {
  env: { GRAFANA: releases.join(',') },
});
process.exitCode = code;
