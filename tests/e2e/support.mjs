// What end-to-end tests share: the native program, a real Prometheus over a generated world, recordings in memory.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadEngine } from '../../wasm/client/dist/node.js';
import { makeCluster, startPrometheus } from '../support/prometheus.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
export const program = path.join(root, 'build/native/bin/prorata');

/** Runs the CLI; resolves with { code, out, err } whatever the exit code. */
export function prorata(...args) {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 1 << 28 }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? 1) : 0, out, err }),
    );
  });
}

/** The same, parsed; throws where the CLI failed. */
export async function prorataJson(...args) {
  const { code, out, err } = await prorata(...args, '--format', 'json');
  if (code !== 0) throw new Error(`prorata ${args.join(' ')}: exit code ${code}\n${err}`);
  return JSON.parse(out);
}

/** A folder that goes away with the test. */
export function scratch(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'prorata-e2e-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server over a world: { url, world, stop() }. Whoever starts it stops it, or the test never ends. */
export async function serverOf(name) {
  const cluster = await makeCluster(name);
  const server = await startPrometheus({ dataDir: cluster.dataDir });
  return { url: server.url, world: cluster.world, stop: () => server.stop() };
}

/** Reads a recording into a session of the WebAssembly engine, in pieces of `size` bytes; work(session) while it is open. */
export async function withRecording(bytes, work, size = 65536) {
  const engine = await loadEngine();
  const session = await engine.open();
  try {
    const writer = await session.ingestRecording();
    for (let at = 0; at < bytes.length; at += size) await writer.write(bytes.subarray(at, at + size));
    await writer.end();
    return await work(session);
  } finally {
    await session.close();
    engine.close();
  }
}

export const read = (file) => new Uint8Array(readFileSync(file));

/** Rows of a native JSON report by name. */
export const byName = (report) => new Map(report.rows.map((row) => [row.name, row]));
