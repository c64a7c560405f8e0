// Runs the command line tool as a user would.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const kProgram = process.env.PRORATA_BIN ?? fileURLToPath(new URL('../../build/native/bin/prorata', import.meta.url));

/** Resolves with the exit code and what was printed. timeout: ms after which it is ended; 0: never. */
export function prorata(args, { env = {}, timeout = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(kProgram, args, { env: { PATH: process.env.PATH, ...env }, stdio, timeout });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder for the files of one test file; `remove` takes it away. */
export function scratch() {
  const folder = mkdtempSync(path.join(tmpdir(), 'prorata-cli-'));
  return {
    file: (name) => path.join(folder, name),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A server on loopback that answers every request with `handler`. */
export async function serverOf(handler) {
  const server = createServer(handler);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  // A test that fails before it stops its server is no reason to wait for ever.
  server.unref();
  const stop = () => new Promise((done) => server.close(done).closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}
