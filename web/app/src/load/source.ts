// Where data comes from.
import { memberName, memberText, type Member } from '../connect/address.ts';

export type Source =
  | { readonly kind: 'example' }
  /** Recordings, or text metrics of one cluster. */
  | { readonly kind: 'files'; readonly files: readonly [File, ...File[]] }
  /** Servers, each with clusters of its own. */
  | { readonly kind: 'prometheus'; readonly members: readonly [Member, ...Member[]] };

export type LiveSource = Extract<Source, { kind: 'prometheus' }>;

export function sourceName(source: Source): string {
  switch (source.kind) {
    case 'example':
      return '';
    case 'files':
      return source.files.map(({ name }) => name).join(', ');
    case 'prometheus':
      return source.members.map(memberName).join(', ');
  }
}

export const exampleFile = 'demo.prorata.ndjson.gz';

/** Who is asked, for a question about it. */
export const sourceHosts = ({ members }: LiveSource): string =>
  [...new Set(members.map(({ address }) => address.host))].join(', ');

/** As a command line names it. */
export function sourceTexts(source: Source): readonly string[] {
  switch (source.kind) {
    case 'prometheus':
      return source.members.map(memberText);
    case 'files':
      return source.files.map(({ name }) => name);
    case 'example':
      return [`examples/${exampleFile}`];
  }
}
