// The panel's source against the types of the newest release. Its own packages are those of the oldest it claims, which
// `npm run check` uses; together they show that nothing is called that either does not have.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { packagesOf } from './host/bundle.mjs';
import { plugin } from './support/code.mjs';

const tsc = path.join(plugin, 'node_modules/.bin/tsc');
const shared = ['data', 'ui', 'runtime', 'schema'];

/** Problems that the compiler has with the source under the types of a release; extra: more source. */
function problemsWith(release, extra = '') {
  // Inside of the plugin, where the compiler finds everything else.
  const folder = mkdtempSync(path.join(plugin, 'node_modules/.cache/types-'));
  const packages = path.join(packagesOf(release), 'node_modules');
  try {
    const config = {
      extends: path.join(plugin, 'tsconfig.json'),
      compilerOptions: {
        rootDir: '/',
        // Grafana's own types are made without it: with it, colours of its theme are taken for optional.
        exactOptionalPropertyTypes: false,
        baseUrl: plugin,
        typeRoots: [path.join(plugin, 'node_modules/@types')],
        paths: {
          '@prorata/engine': ['../wasm/client/dist/index.d.ts'],
          '@prorata/engine/*': ['../wasm/client/dist/*.d.ts'],
          '@prorata/ui/*': ['../web/ui/src/*'],
          ...Object.fromEntries(shared.map((name) => [`@grafana/${name}`, [path.join(packages, '@grafana', name)]])),
          // The types of the React that the release has: a component of another is none.
          react: [path.join(packages, '@types/react')],
          'react/*': [path.join(packages, '@types/react/*')],
        },
      },
      include: [path.join(plugin, 'src'), path.join(plugin, '.config/types/bundler-rules.d.ts'), folder],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(path.join(folder, 'extra.ts'), `${extra}\nexport {};\n`);
    const { stdout } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8' });
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const release of (process.env.GRAFANA ?? '13.2').split(',')) {
  test(`the panel fits the types of Grafana ${release}`, () => {
    assert.equal(problemsWith(release), '');
  });
}

test('a name that a release does not have is found', () => {
  const probe = "import { NobodyHasThis } from '@grafana/ui';\nNobodyHasThis();";
  assert.match(problemsWith('13.2', probe), /has no exported member 'NobodyHasThis'/);
});
