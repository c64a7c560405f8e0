// A running `prorata serve` on a free port of loopback.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const kProgram = process.env.PRORATA_BIN ?? fileURLToPath(new URL('../../build/native/bin/prorata', import.meta.url));

/** @param {readonly string[]} sources of `--metrics` @param {readonly string[]} options
 * @returns {Promise<{url: string, stop: () => Promise<number | null>, said: () => string}>} */
export async function startServe(sources, ...options) {
  const metrics = sources.flatMap((source) => ['--metrics', source]);
  const child = spawn(kProgram, ['serve', ...metrics, '--listen', '127.0.0.1:0', '--page', 'none', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  while (!said.includes('serving at')) {
    if (child.exitCode !== null) throw new Error(said);
    await new Promise((done) => {
      setTimeout(done, 20);
    });
  }
  const [, url] = /serving at (\S+)\//.exec(said) ?? [];
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    return (await ended)[0];
  };
  return { url, stop, said: () => said };
}
