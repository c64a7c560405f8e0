// `prorata serve` as its clients meet it: a real process, over a recording of a real Prometheus, with a page.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startSpine } from '../support/spine.mjs';
import { prorata, scratch } from './support.mjs';

const kProgram = process.env.PRORATA_BIN ?? fileURLToPath(new URL('../../build/native/bin/prorata', import.meta.url));
export const kHour = 3600e3;
export const at = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');
export const files = scratch();
export const page = files.file('page');

/** Starts `prorata serve` on a free port. `stop` resolves with its exit code. */
export async function serve(source, ...options) {
  const args = ['serve', '--metrics', source, '--listen', '127.0.0.1:0', '--page', page, ...options];
  const child = spawn(kProgram, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  while (!said.includes('serving at')) {
    if (child.exitCode !== null) throw new Error(said);
    await new Promise((done) => setTimeout(done, 20));
  }
  // What a failed test leaves behind holds nobody up.
  child.unref();
  child.stderr.unref();
  const url = said.match(/serving at (\S+)\//)[1];
  const stop = async (signal = 'SIGTERM') => {
    child.ref();
    if (child.exitCode === null) child.kill(signal);
    return (await ended)[0];
  };
  return { url, port: Number(new URL(url).port), stop, pid: child.pid, said: () => said };
}

/** Sends text as it is; resolves with everything that came until the end. */
export function raw(port, text, { end = false, slowMs = 0 } = {}) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let got = '';
    const timers = [];
    socket.setEncoding('utf8').on('data', (more) => (got += more));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      timers.forEach(clearInterval);
      resolve(got);
    });
    if (slowMs === 0) socket.write(text);
    else {
      let sent = 0;
      timers.push(setInterval(() => socket.write(text[sent++ % text.length] ?? 'x'), slowMs));
    }
    if (end) socket.end();
  });
}

export const get = async (url, init) => {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
};
export const json = async (url, init) => {
  const { status, text } = await get(url, init);
  return { status, body: JSON.parse(text) };
};

/** A page, a secret beside it, and the spine with a recording of it. */
export async function startWorld() {
  mkdirSync(page);
  mkdirSync(`${page}/assets`);
  writeFileSync(`${page}/index.html`, '<!doctype html><title>page</title>');
  writeFileSync(`${page}/assets/app.js`, 'export {};');
  writeFileSync(files.file('secret.txt'), 'secret');
  const spine = await startSpine();
  const end = spine.nowMs;
  const start = end - Number.parseInt(spine.window) * kHour;
  const recording = files.file('spine.prorata.ndjson.gz');
  const window = `${at(start)},${at(end)}`;
  const args = ['record', '--metrics', spine.url, '--window', window, '--resolution', '5m', '-o', recording];
  assert.equal((await prorata(args)).code, 0);
  const stop = async () => {
    await spine.stop();
    files.remove();
  };
  return { spine, start, end, recording, stop };
}

/** A source of our own on loopback. */
export async function sourceOf(handler) {
  const source = createServer(handler);
  await new Promise((done) => source.unref().listen(0, '127.0.0.1', done));
  const stop = () => new Promise((done) => source.close(done).closeAllConnections());
  return { url: `http://127.0.0.1:${source.address().port}`, stop };
}
/** use: called with the server and its source. */
export const withSource = async (handler, options, use) => {
  const source = await sourceOf(handler);
  const server = await serve(source.url, ...options);
  try {
    await use(server, source);
  } finally {
    await server.stop();
    await source.stop();
  }
};
