// How long to go on with a source that does not answer: requests are made smaller when they fail, and without a bound a
// source that is down would be asked thousands of times. The command line has the same (engine/cli/patience.cpp).

const kFailures = 6; // of one query in a row: down to a 32nd of the whole
const kLostQueries = 3; // in a row
const kBeforeAny = 4; // failures of a source that never answered

/** smaller: it may have been too much. giveUp: the query does not come through. stop: nothing comes through. */
export type Verdict = 'smaller' | 'giveUp' | 'stop';

/** Counts requests that failed for good: late, or busy after all retries. */
export class Patience {
  /** Of each query since its last answer. */
  readonly #failures = new Map<string, number>();
  readonly #givenUp = new Map<string, string>();
  /** Queries given up since the last answer of any. */
  #lost = 0;
  /** Failures since the last answer of any query. */
  #inARow = 0;
  #anyAnswer = false;

  answered(query: string): void {
    this.#failures.delete(query);
    this.#lost = 0;
    this.#inARow = 0;
    this.#anyAnswer = true;
  }

  /** late: no answer in time, which costs most. */
  failed(query: string, late: boolean, why: string): Verdict {
    this.#inARow += 1;
    if (!this.#anyAnswer && this.#inARow >= kBeforeAny) return 'stop';
    const failures = (this.#failures.get(query) ?? 0) + (late ? 2 : 1);
    this.#failures.set(query, failures);
    // Right behind a lost query the next one has to show that there is any point in going on.
    if (failures < kFailures && this.#lost === 0) return 'smaller';
    if (!this.#givenUp.has(query)) this.#lost += 1;
    this.#givenUp.set(query, why);
    return this.#lost >= kLostQueries ? 'stop' : 'giveUp';
  }

  /** Why a query was given up; its requests need not be sent. */
  givenUp(query: string): string | undefined {
    return this.#givenUp.get(query);
  }

  /** How often a busy source is asked again: less after a request was asked so often in vain. */
  retries(most: number): number {
    return this.#inARow > 0 ? Math.min(1, most) : most;
  }
}
