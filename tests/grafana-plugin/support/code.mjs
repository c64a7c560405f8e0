// The panel's own code that needs neither Grafana nor a browser, compiled for tests.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const plugin = fileURLToPath(new URL('../../../grafana-plugin/', import.meta.url));
const { buildSync } = createRequire(path.join(plugin, 'package.json'))('esbuild');

/** Imports a module of grafana-plugin/src by its path there. */
export async function panelCode(file) {
  const folder = mkdtempSync(path.join(tmpdir(), 'prorata-panel-'));
  const outfile = path.join(folder, 'code.mjs');
  try {
    buildSync({
      entryPoints: [path.join(plugin, 'src', file)],
      outfile,
      bundle: true,
      platform: 'neutral',
      format: 'esm',
      alias: { '@prorata/ui': path.join(plugin, '../web/ui/src') },
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
