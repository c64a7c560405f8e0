// The worker's side: calls in, replies out. Typed arrays are handed over, not copied.
import { Dispatcher } from './dispatch.js';
import { asProrataError } from './errors.js';
import type { CallMessage, ReplyMessage } from './messages.js';

/** The part of a worker's global scope that is used; the DOM's types describe a window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<CallMessage>) => void) | null;
  postMessage(message: ReplyMessage, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const dispatcher = new Dispatcher();

function buffersOf(value: unknown): Transferable[] {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof ArrayBuffer
    ? [value.bytes]
    : [];
}

async function reply({ number, call }: CallMessage): Promise<void> {
  try {
    const value = await dispatcher.handle(call);
    scope.postMessage({ number, ok: true, value }, buffersOf(value));
  } catch (thrown) {
    scope.postMessage({ number, ok: false, error: asProrataError(thrown).fields }, []);
  }
}

scope.onmessage = (event) => void reply(event.data);
