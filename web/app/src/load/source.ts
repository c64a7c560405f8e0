// Where data comes from.
import type { MetricsAddress } from '../connect/address.ts';

export type Source =
  | { readonly kind: 'example' }
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'prometheus'; readonly address: MetricsAddress };

export function sourceName(source: Source): string {
  switch (source.kind) {
    case 'example':
      return '';
    case 'file':
      return source.file.name;
    case 'prometheus':
      return source.address.host;
  }
}

export const exampleFile = 'demo.prorata.ndjson.gz';
