// Gzip in a browser. A file that was not copied whole is read as far as it goes.
export type Bytes = Uint8Array<ArrayBuffer>;

/** Gives what a stream of gzip holds; where that ends too early, kUnfinishedLine behind all that came before. */
export type Unpack = (packed: AsyncIterable<Bytes>) => AsyncGenerator<Bytes>;

/** Ends a recording whose packing is cut short, so that it reads as one that is cut, wherever the cut is. */
export const kUnfinishedLine = new TextEncoder().encode('{') as Bytes;

export async function* unpackInBrowser(packed: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  const { readable, writable } = new DecompressionStream('gzip');
  const [writer, reader] = [writable.getWriter(), readable.getReader()];
  let complete = false;
  const feeding = (async () => {
    for await (const piece of packed) await writer.write(piece);
    // An error drops what is not read yet. This is only taken when all is.
    await writer.write(new Uint8Array(0));
    complete = true;
    await writer.close();
  })().catch((problem: unknown) => writer.abort(problem).catch(() => undefined));
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) return;
      yield next.value as Bytes;
    }
  } catch (problem) {
    // What is wrong inside is found while it is written; at the end only that there is none.
    if (!complete) throw problem;
    yield kUnfinishedLine;
  } finally {
    await reader.cancel().catch(() => undefined);
    await feeding;
  }
}
