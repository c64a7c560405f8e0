// @prorata/engine in Node: the engine on this thread, its bytes read from the package's folder.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { loadLocalEngine } from './local.js';
import { feedRecording, type RecordingOptions, type RecordingSource } from './recording.js';
import { ProrataError } from './errors.js';
import { feedText, headOf, sessionOf, type TextFile } from './text.js';
import type { Engine, ResponseSummary, Session, TextMetrics, TextOptions } from './types.js';
import { unpackInNode } from './unpack-node.js';

export * from './api.js';

export interface LoadOptions {
  /** Bytes of prorata.wasm, or its file; by default the file beside this module. */
  readonly wasm?: ArrayBuffer | Uint8Array | URL | string;
  /** The same of files.wasm, which reads price files and writes reports; read when it is needed. */
  readonly files?: ArrayBuffer | Uint8Array | URL | string;
  /** The same of text.wasm, which reads text metrics. */
  readonly text?: ArrayBuffer | Uint8Array | URL | string;
}

async function bytesOf(wasm: ArrayBuffer | Uint8Array | URL | string): Promise<ArrayBuffer> {
  if (wasm instanceof ArrayBuffer) return wasm;
  return new Uint8Array(wasm instanceof Uint8Array ? wasm : await readFile(wasm)).buffer;
}

export async function loadEngine({ wasm, files, text }: LoadOptions = {}): Promise<Engine> {
  return loadLocalEngine({
    engine: await bytesOf(wasm ?? new URL('./prorata.wasm', import.meta.url)),
    files: () => bytesOf(files ?? new URL('./files.wasm', import.meta.url)),
    text: () => bytesOf(text ?? new URL('./text.wasm', import.meta.url)),
  });
}

/** As in a browser, with Node's own unpacking. */
export function loadRecording(
  session: Session,
  source: RecordingSource,
  options: RecordingOptions = {},
): Promise<ResponseSummary> {
  return feedRecording(session, source, options, unpackInNode);
}

/** A path, or what a browser gives. */
type FileInNode = TextFile | string | URL;

function piecesFrom(path: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
}

async function opened(file: FileInNode): Promise<TextFile> {
  if (typeof file !== 'string' && !(file instanceof URL)) return file;
  const name = file instanceof URL ? fileURLToPath(file) : file;
  const { mtimeMs } = await stat(name).catch((problem: NodeJS.ErrnoException) => {
    throw new ProrataError({ code: 'bad-usage', message: `${name} cannot be read: ${problem.code}`, where: name });
  });
  return { source: () => piecesFrom(name), name, writtenAtMs: mtimeMs };
}

export function fileHead(file: Blob): Promise<Uint8Array> {
  return headOf(file, unpackInNode);
}

/** As in a browser; files may be paths, which know when they were written. */
export async function readText(
  engine: Engine,
  files: readonly FileInNode[],
  options: RecordingOptions = {},
): Promise<TextMetrics> {
  return feedText(engine, await Promise.all(files.map(opened)), options, unpackInNode);
}

export async function loadText(
  engine: Engine,
  files: readonly FileInNode[],
  options: TextOptions = {},
  progress: RecordingOptions = {},
): Promise<Session> {
  const { signal } = progress;
  return sessionOf(await readText(engine, files, progress), options, signal ? { signal } : {});
}
