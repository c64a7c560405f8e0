// A short list in a card: names that lead somewhere, a bar, figures. The overview is made of them.
import type { ReactNode } from 'react';
import { navigate } from '../state/history.ts';
import type { ViewState } from '../state/view.ts';

export interface Line {
  readonly key: string;
  readonly name: ReactNode;
  readonly title?: string;
  /** Where the name leads; plain text without it. */
  readonly to?: Partial<ViewState> | null;
  /** Of the bar, 0 to 1. */
  readonly part?: number;
  readonly tone?: 'accent' | 'idle' | 'good' | 'warn' | 'bad';
  readonly figures: readonly ReactNode[];
}

interface LinesProps {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly lines: readonly Line[];
  /** What the figures are; not shown. */
  readonly columns: readonly string[];
  /** Said where there is no line. */
  readonly empty: string;
  readonly className?: string;
}

export function go(to: Partial<ViewState>): void {
  navigate(to);
  window.scrollTo(0, 0);
  document.getElementById('content')?.focus({ preventScroll: true });
}

export function Lines({ id, title, note, lines, columns, empty, className = '' }: LinesProps) {
  const hasBars = lines.some(({ part }) => part !== undefined);
  return (
    <section className={`card lines ${className}`} aria-labelledby={id}>
      <header className="card-head">
        <h2 id={id}>{title}</h2>
        {note ? <span className="mute clip">{note}</span> : null}
      </header>
      {lines.length === 0 ? <p className="lines-empty">{empty}</p> : null}
      {lines.length > 0 ? (
        <table className="lines-table">
          <thead className="hidden">
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineRow key={line.key} line={line} hasBars={hasBars} />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

function LineRow({ line, hasBars }: { readonly line: Line; readonly hasBars: boolean }) {
  const { to, name, title, part, tone = 'accent', figures } = line;
  const width = `${Math.min(1, Math.max(0, part ?? 0)) * 100}%`;
  return (
    <tr>
      <th scope="row" title={title}>
        {to ? (
          <button type="button" className="row-open line-name" onClick={() => go(to)}>
            {name}
          </button>
        ) : (
          <span className="line-name">{name}</span>
        )}
      </th>
      {hasBars ? (
        <td className="line-bar" aria-hidden="true">
          <i className="meter">
            <i className={`meter-${tone}`} style={{ width }} />
          </i>
        </td>
      ) : null}
      {figures.map((figure, index) => (
        <td className="num" key={index}>
          {figure}
        </td>
      ))}
    </tr>
  );
}
