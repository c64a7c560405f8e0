// The engine on this thread: Node, tests, and pages that bring their own worker.
import { Dispatcher } from './dispatch.js';
import { asProrataError } from './errors.js';
import type { Call, Caller, Gives, Kind, Programs, Takes } from './messages.js';
import { connectEngine } from './session.js';
import type { Engine } from './types.js';

export function loadLocalEngine(programs: Programs): Promise<Engine> {
  const dispatcher = new Dispatcher();
  const call: Caller = async <K extends Kind>(kind: K, takes: Takes<K>): Promise<Gives<K>> => {
    try {
      return (await dispatcher.handle({ kind, ...takes } as Call)) as Gives<K>;
    } catch (thrown) {
      throw asProrataError(thrown);
    }
  };
  return connectEngine(call, programs, () => undefined);
}
