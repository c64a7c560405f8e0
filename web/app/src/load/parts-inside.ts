// The page in one file: engine, its worker and the example stand in the page, packed (web/app/tools/single.mjs).
import type { LoadOptions } from '@prorata/engine';

/** What the first script of the page made of its blocks of text. */
interface Inside {
  unpacked(name: string): Promise<ArrayBuffer>;
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

export async function exampleStream(): Promise<ReadableStream<Uint8Array> | null> {
  return new Blob([await prorataInside.unpacked('example')]).stream();
}

/** Left out: 85 KiB for files that the site and the command line read. */
export const readsText = false;

/** Left out: 61 KiB of scripts for one format, in a file that goes along in mails. */
export const parquetWriter = null;

export const keepPage = (): void => undefined;
