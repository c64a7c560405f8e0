// Labels of many series as numbers: every text once, in the order in which it is met.
import type { Labels } from './recognise.ts';

export interface LabelArrays {
  readonly texts: readonly string[];
  readonly labelBegin: Uint32Array;
  readonly labels: Uint32Array;
}

export class LabelTable {
  readonly #places = new Map<string, number>();
  readonly #pairs: number[] = [];
  readonly #begin: number[] = [0];

  /** One series. keep: whether a label belongs to it. An empty label is an absent one. */
  add(labels: Labels, keep: (label: string) => boolean): void {
    for (const name in labels) {
      const value = labels[name];
      if (value === undefined || value === '' || !keep(name)) continue;
      this.#pairs.push(this.#place(name), this.#place(value));
    }
    this.#begin.push(this.#pairs.length / 2);
  }

  #place(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(text, place);
    return place;
  }

  arrays(): LabelArrays {
    return {
      texts: [...this.#places.keys()],
      labelBegin: Uint32Array.from(this.#begin),
      labels: Uint32Array.from(this.#pairs),
    };
  }
}
