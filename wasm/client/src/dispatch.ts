// Carries out calls on the engine of this thread.
import { ProrataError } from './errors.js';
import { loadModule } from './load.js';
import type { Call, Gives, Kind } from './messages.js';
import { Native, versionOf } from './native.js';
import type { NativeModule } from './prorata.mjs';

export class Dispatcher {
  #module: NativeModule | null = null;
  readonly #sessions = new Map<number, Native>();

  async handle(call: Call): Promise<Gives<Kind>> {
    switch (call.kind) {
      case 'load':
        this.#module = await loadModule(call.wasm);
        return versionOf(this.#module);
      case 'open':
        this.#sessions.set(call.session, new Native(this.#loaded(), call.options));
        return null;
      case 'close':
        this.#sessions.get(call.session)?.close();
        this.#sessions.delete(call.session);
        return null;
      default:
        return answer(this.#session(call.session), call);
    }
  }

  #loaded(): NativeModule {
    if (!this.#module) throw new ProrataError({ code: 'internal', message: 'The engine is not loaded.' });
    return this.#module;
  }

  #session(number: number): Native {
    const session = this.#sessions.get(number);
    if (!session) throw new ProrataError({ code: 'bad-usage', message: 'The session is closed.' });
    return session;
  }
}

function answer(session: Native, call: Exclude<Call, { kind: 'load' | 'open' | 'close' }>): Gives<Kind> {
  switch (call.kind) {
    case 'plan':
      return session.plan();
    case 'ingest':
      return session.ingest(call.id, call.chunk);
    case 'ingestRecording':
      return session.ingestRecording();
    case 'write':
      session.write(call.handle, call.bytes);
      return null;
    case 'end':
      return session.end(call.handle);
    case 'drop':
      session.drop(call.handle);
      return null;
    case 'ingestSeries':
      return session.ingestSeries(call.series);
    case 'refused':
      session.refused(call.id, call.chunk, call.status, call.body);
      return null;
    case 'allocate':
      return session.allocate(call.question);
    case 'assets':
      return session.assets(call.question);
    case 'report':
      return session.report(call.format, call.question);
    case 'explain':
      return session.explain(call.of, call.question, call.terms, call.at);
    case 'diagnostics':
      return session.diagnostics();
  }
}
