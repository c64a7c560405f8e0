// The price file of the options, read as YAML, and prices that are only tried out.
import { useEffect, useState } from 'react';
import type { Problem } from '../engine/problem.ts';

export type Prices =
  | { readonly kind: 'reading' }
  | { readonly kind: 'bad'; readonly problem: Problem }
  /** null: no file. */
  | { readonly kind: 'read'; readonly file: unknown };

const none: Prices = { kind: 'read', file: null };

export function usePrices(source: string): Prices {
  const [prices, setPrices] = useState<Prices>(source.trim() === '' ? none : { kind: 'reading' });
  useEffect(() => {
    if (source.trim() === '') {
      setPrices(none);
      return;
    }
    let isCurrent = true;
    const take = (next: Prices): void => {
      if (isCurrent) setPrices(next);
    };
    import('../prices/read.ts').then(
      ({ readPrices }) => take(readPrices(source)),
      () =>
        take({
          kind: 'bad',
          problem: {
            title: 'The price file could not be read',
            message: 'A file of the plugin did not arrive.',
            hint: 'Check the connection to Grafana and load the page again.',
            canRetry: false,
          },
        }),
    );
    return () => {
      isCurrent = false;
    };
  }, [source]);
  return prices;
}
