// The engine in a worker whose source is part of this script, because a worker from another origin may not be started;
// where no worker starts, on this thread.
import source from 'prorata-built/worker.inline.txt';
import type { Engine } from '@prorata/engine';
import { loadRemoteEngine } from '@prorata/engine/remote';
import { compiledEngine, compiledFiles } from './compile.ts';
import { UnreachableEngine } from './problem.ts';

/** A worker that a policy forbids may say nothing at all. */
const kStartMs = 10_000;

async function inWorker(module: WebAssembly.Module): Promise<Engine> {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const worker = new Worker(url);
  try {
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the worker did not start')), kStartMs);
    });
    return await Promise.race([loadRemoteEngine(worker, { engine: module, files: compiledFiles }), tooLate]);
  } catch (problem) {
    worker.terminate();
    throw problem;
  } finally {
    clearTimeout(timer);
    // Not before the worker runs: some browsers read the address late.
    URL.revokeObjectURL(url);
  }
}

async function onThisThread(module: WebAssembly.Module): Promise<Engine> {
  const { loadLocalEngine } = await import('prorata-built/local.mjs').catch(() => {
    throw new UnreachableEngine();
  });
  return loadLocalEngine({ engine: module, files: compiledFiles });
}

export async function startEngine(): Promise<Engine> {
  const module = await compiledEngine();
  return inWorker(module).catch(() => onThisThread(module));
}
