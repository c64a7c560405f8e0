// Bytes on their way to a program, in another thread or not.

/** Writes that may be on their way at once; more wait, so that a fast source cannot fill the worker's queue. */
const kWritesAhead = 8;

/** Where bytes go. */
interface Intake<T> {
  write(bytes: Uint8Array, transfer: Transferable[]): Promise<unknown>;
  end(): Promise<T>;
  drop(): Promise<unknown>;
}

export class Writer<T> {
  #failure: { readonly thrown: unknown } | null = null;
  readonly #flying = new Set<Promise<unknown>>();

  constructor(private readonly intake: Intake<T>) {}

  async write(bytes: Uint8Array): Promise<void> {
    this.#throwFailure();
    // A copy to give away: the caller's array stays the caller's.
    const copy = bytes.slice();
    const sent: Promise<unknown> = this.intake
      .write(copy, [copy.buffer])
      .catch((thrown: unknown) => {
        this.#failure ??= { thrown };
      })
      .finally(() => this.#flying.delete(sent));
    this.#flying.add(sent);
    if (this.#flying.size >= kWritesAhead) await Promise.race(this.#flying);
    this.#throwFailure();
  }

  async end(): Promise<T> {
    await Promise.all(this.#flying);
    if (this.#failure) {
      await this.abort();
      throw this.#failure.thrown;
    }
    return this.intake.end();
  }

  async abort(): Promise<void> {
    await this.intake.drop();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.thrown;
  }
}
