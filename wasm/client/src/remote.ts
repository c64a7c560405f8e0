// The engine in a worker. Calls are numbered; a worker that dies fails every call that waits.
import { ProrataError } from './errors.js';
import type { Call, Caller, Gives, Kind, Programs, ReplyMessage, Takes } from './messages.js';
import { connectEngine } from './session.js';
import type { Engine } from './types.js';

interface Waiting {
  resolve(value: unknown): void;
  reject(problem: ProrataError): void;
}

/** What a worker must be able to do; a `Worker` is one. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ReplyMessage>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  terminate(): void;
}

export async function loadRemoteEngine(worker: WorkerLike, programs: Programs): Promise<Engine> {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let dead: ProrataError | null = null;

  const die = (problem: ProrataError): void => {
    dead ??= problem;
    for (const { reject } of waiting.values()) reject(problem);
    waiting.clear();
    worker.terminate();
  };

  worker.addEventListener('message', ({ data }) => {
    const call = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.ok) call?.resolve(data.value);
    else call?.reject(new ProrataError(data.error));
  });
  worker.addEventListener('error', (event) => {
    const message = `The engine's worker stopped: ${event.message || 'it could not be loaded'}.`;
    die(new ProrataError({ code: 'internal', message, hint: 'Load the page again.' }));
  });

  const call: Caller = <K extends Kind>(kind: K, takes: Takes<K>, transfer: Transferable[] = []) =>
    new Promise<Gives<K>>((resolve, reject) => {
      if (dead) {
        reject(dead);
        return;
      }
      calls += 1;
      waiting.set(calls, { resolve: (value) => resolve(value as Gives<K>), reject });
      const message = { kind, ...takes } as Call;
      worker.postMessage({ number: calls, call: message }, transfer);
    });

  const stop = () => die(new ProrataError({ code: 'cancelled', message: 'The engine was closed.' }));
  try {
    return await connectEngine(call, programs, stop);
  } catch (problem) {
    stop();
    throw problem;
  }
}
