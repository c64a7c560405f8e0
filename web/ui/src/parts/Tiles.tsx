// Headline figures in one card.
import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad';

export interface Tile {
  readonly label: string;
  readonly value: string;
  /** Said after the value in smaller type. */
  readonly unit?: string;
  readonly note?: ReactNode;
  readonly chip?: { readonly tone: Tone; readonly text: string };
  /** All digits, on hover. */
  readonly title?: string;
}

export function Tiles({ tiles, busy }: { readonly tiles: readonly Tile[]; readonly busy: boolean }) {
  return (
    <dl className="tiles" aria-busy={busy}>
      {tiles.map((tile) => (
        <div className="tile" key={tile.label}>
          <dt>
            {tile.label}
            {tile.chip ? <span className={`chip chip-${tile.chip.tone}`}>{tile.chip.text}</span> : null}
          </dt>
          <dd className="tile-value" title={tile.title}>
            {tile.value}
            {tile.unit ? <small>{tile.unit}</small> : null}
          </dd>
          <dd className="tile-note">{tile.note}</dd>
        </div>
      ))}
    </dl>
  );
}
