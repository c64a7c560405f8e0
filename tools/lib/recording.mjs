// Recordings that belong to the repository: of generated clusters, made by the native program.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { makeCluster, startPrometheus } from '../../tests/support/prometheus.mjs';
import { root } from './shell.mjs';

export const program = path.join(root, 'build/native/bin/prorata');

/** Standard output of the native program; throws where there is none. An answer that lacks data, exit code 1, is one.
 * @returns {Promise<string>} */
export async function prorata(...args) {
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\` first`);
  const ended = await promisify(execFile)(program, args, { maxBuffer: 1 << 30 }).catch((problem) => problem);
  if (ended instanceof Error && (ended.code !== 1 || ended.stdout === '')) throw ended;
  return ended.stdout;
}

/** The server had a port of its own on the machine that made the recording. */
function withSource(recording, source) {
  const end = recording.indexOf('\n');
  return JSON.stringify({ ...JSON.parse(recording.slice(0, end)), source }) + recording.slice(end);
}

/** Works with a server over a generated world: work({ world, record }), where record({ window, resolution }) resolves
 * with the text of a recording. Times are those of the window, so the text is the same on every day. cacheDir: where the
 * server's data is kept, if not with that of the tests. */
export async function withWorld(name, cluster, work, cacheDir) {
  const { world, dataDir } = await makeCluster(name, { cacheDir });
  const server = await startPrometheus({ dataDir });
  const record = async ({ window, resolution }) => {
    const now = window.split(',')[1];
    const asked = ['--window', window, '--resolution', resolution, '--now', now];
    const text = await prorata('record', '--metrics', `${cluster}=${server.url}`, ...asked, '-o', '-');
    return withSource(text, `examples/generator, world ${name}`);
  };
  try {
    return await work({ world, record });
  } finally {
    await server.stop();
  }
}
