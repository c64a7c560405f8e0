// The page in one file: engine, its worker and the example stand in the page, packed (web/app/tools/single.mjs).
import type { LoadOptions } from '@prorata/engine';

/** What the first script of the page made of its blocks of text. */
interface Inside {
  unpacked(name: string): Promise<ArrayBuffer>;
  packed(name: string): Uint8Array<ArrayBuffer>;
}
declare const prorataInside: Inside;

export async function engineParts(): Promise<LoadOptions> {
  const [worker, wasm, files] = await Promise.all(['worker', 'engine', 'files'].map(prorataInside.unpacked));
  const script = new Blob([worker ?? ''], { type: 'text/javascript' });
  return {
    ...(wasm && files ? { wasm, files } : {}),
    worker: () => new Worker(URL.createObjectURL(script)),
  };
}

export const exampleStream = (): Promise<ReadableStream<Uint8Array> | null> =>
  Promise.resolve(new Blob([prorataInside.packed('example')]).stream());

export const keepPage = (): void => undefined;
