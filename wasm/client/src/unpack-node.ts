// Gzip in Node, whose DecompressionStream loses what it holds when a file ends too early.
import { createGunzip } from 'node:zlib';

import { kUnfinishedLine, type Bytes } from './unpack.js';

export async function* unpackInNode(packed: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  const gunzip = createGunzip();
  const ready: Bytes[] = [];
  let problem: NodeJS.ErrnoException | null = null;
  const closed = new Promise((done) => gunzip.once('close', done));
  gunzip.on('data', (piece: Buffer<ArrayBuffer>) => ready.push(piece)).on('error', (error) => (problem = error));
  for await (const piece of packed) {
    // A write that fails is not answered.
    await Promise.race([closed, new Promise((taken) => gunzip.write(piece, taken))]);
    yield* ready.splice(0);
    if (gunzip.destroyed) break;
  }
  gunzip.end();
  await closed;
  yield* ready.splice(0);
  const found = problem as NodeJS.ErrnoException | null;
  if (found === null) return;
  if (found.code !== 'Z_BUF_ERROR') throw found;
  yield kUnfinishedLine;
}
