// The one error class of the package. Nothing in it ever holds a header, a password or a token.
import type { ErrorCode } from './types.js';

/** An error as plain data, as it crosses from the engine and between threads. */
export interface ErrorFields {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly where: string;
}

export class ProrataError extends Error {
  override readonly name = 'ProrataError';
  readonly code: ErrorCode;
  /** What to do about it; may be empty. */
  readonly hint: string;
  /** The byte, line, field or query it is about; may be empty. */
  readonly where: string;

  constructor({ code, message, hint = '', where = '' }: Partial<ErrorFields> & { code: ErrorCode; message: string }) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.where = where;
  }

  get fields(): ErrorFields {
    return { code: this.code, message: this.message, hint: this.hint, where: this.where };
  }
}

export function cancelled(): ProrataError {
  return new ProrataError({ code: 'cancelled', message: 'Stopped.' });
}

/** Anything thrown, as a ProrataError. What is none of ours is a defect, or a trap of WebAssembly. */
export function asProrataError(thrown: unknown): ProrataError {
  if (thrown instanceof ProrataError) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return cancelled();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProrataError({
    code: 'internal',
    message: `The engine stopped: ${message}`,
    hint: 'Load the data again; if it happens again, please report it.',
  });
}
