// Clients that read slowly, leave, or are there when the server ends. Nothing here is timed by a clock.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { get, serve, sourceOf, startWorld } from './serving.mjs';

let world;
before(async () => (world = await startWorld()));
after(() => world.stop());

/** An answer of some ten MiB: a set for every five minutes, each with every container. */
const large = (server) => `${server.url}/allocation?window=8h&step=5m&includeIdle=true`;

/** Begins to read and stops; `rest` reads to the end. */
async function slowly(url) {
  const request = ask(url);
  request.end();
  const [response] = await once(request, 'response');
  const pieces = [];
  await once(
    response.on('data', (piece) => pieces.push(piece)),
    'data',
  );
  response.pause();
  const rest = async () => {
    response.resume();
    await once(response, 'end');
    return Buffer.concat(pieces).toString();
  };
  return { status: response.statusCode, rest };
}

describe('a client that reads slowly', () => {
  it('gets all of a large answer, and all of them together do not take more memory than there may be', async () => {
    const server = await serve(world.recording, '--memory', '96MiB');
    try {
      const prompt = await get(large(server));
      assert.equal(prompt.status, 200);
      assert.ok(prompt.text.length > 4 * 2 ** 20, `${prompt.text.length}`);
      const clients = await Promise.all(Array.from({ length: 12 }, () => slowly(large(server))));
      // What does not fit beside the answers that wait is refused, and the others are whole.
      const kept = clients.filter(({ status }) => status === 200);
      assert.ok(kept.length > 0);
      assert.ok(clients.every(({ status }) => status === 200 || status === 507));
      assert.equal((await get(`${server.url}/healthz`)).status, 200);
      for (const { rest } of kept) assert.equal(await rest(), prompt.text);
      const [, resident] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'));
      assert.ok(Number(resident) < 160 * 1024, `${resident} KiB`);
    } finally {
      await server.stop();
    }
  });

  it('gets the rest when the server is told to end, which nobody new is answered by then', async () => {
    const server = await serve(world.recording);
    const whole = (await get(large(server))).text;
    const client = await slowly(large(server));
    const ended = server.stop('SIGTERM');
    while (!server.said().includes('stopping')) await new Promise((done) => setTimeout(done, 10));
    // The socket is closed at once; what was accepted before is the last.
    let refused = false;
    while (!refused)
      refused = await fetch(`${server.url}/healthz`).then(
        () => false,
        () => true,
      );
    assert.equal(await client.rest(), whole);
    assert.equal(await ended, 0);
  });
});

describe('a client that goes on reading a little', () => {
  it('does not hold up the end of the server', async () => {
    const server = await serve(world.recording);
    const request = ask(`${server.url}/allocation?window=8h&step=1m&includeIdle=true`);
    request.end();
    const [response] = await once(request, 'response');
    response.on('error', () => undefined);
    // 16 KiB at a time: it would take many minutes.
    response.pause();
    const reading = setInterval(() => response.read(16 * 1024), 250);
    try {
      assert.equal(await server.stop('SIGTERM'), 0);
      assert.equal(response.complete, false, 'there was more to read');
    } finally {
      clearInterval(reading);
      response.destroy();
    }
  });
});

describe('a client that leaves', () => {
  const passOn = async (request, response, body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(world.spine.url + request.url, { method: 'POST', headers, body });
    response.writeHead(answer.status).end(await answer.text());
  };
  const bodyOf = async (request) => {
    let body = '';
    for await (const text of request.setEncoding('utf8')) body += text;
    return body;
  };

  it('has nothing loaded for it any more, and others get what they asked', async () => {
    let queries = 0;
    let holds = true;
    let closed = 0;
    let arrived;
    const first = new Promise((done) => (arrived = done));
    const source = await sourceOf(async (request, response) => {
      const body = await bodyOf(request);
      queries += 1;
      if (!holds) return passOn(request, response, body);
      response.on('close', () => (closed += 1));
      return arrived();
    });
    const server = await serve(source.url, '--now', String(world.spine.now));
    try {
      const left = ask(`${server.url}/v1/allocation?window=5h&aggregate=pod`).on('error', () => undefined);
      left.end();
      await first;
      left.destroy();
      // The source is let go of as the client is, and asked nothing more for it.
      while (closed < queries) await new Promise((done) => setTimeout(done, 10));
      const given = queries;
      holds = false;
      const path = '/v1/allocation?window=2h&aggregate=namespace&format=json';
      const answer = await get(server.url + path);
      assert.equal(answer.status, 200);
      const mine = queries - given;
      const alone = await serve(source.url, '--now', String(world.spine.now));
      queries = 0;
      assert.equal((await get(alone.url + path)).text, answer.text);
      assert.equal(mine, queries, 'the same as on a server that nobody left');
      await alone.stop();
    } finally {
      await server.stop();
      await source.stop();
    }
  });
});
