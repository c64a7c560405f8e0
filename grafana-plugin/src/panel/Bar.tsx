// The line above a view: where one is, what there is to know, and the export.
import { Button, IconButton, useStyles2 } from '@grafana/ui';
import type { Place } from '@prorata/ui/drill.ts';
import React from 'react';
import { keyTitle } from '../output/rows.ts';
import { text } from '../text.ts';
import type { Note } from './notes.ts';
import { iconOf } from './Notes.tsx';
import { panelStyles } from './styles.ts';

export interface Crumb {
  readonly name: string;
  /** Null: where the options begin. */
  readonly place: Place | null;
}

export interface BarProps {
  readonly keys: readonly string[];
  /** Empty where nothing was opened. The last one is where one is. */
  readonly crumbs: readonly Crumb[];
  readonly notes: readonly Note[];
  readonly remark: string;
  /** Whether the view itself says what its rows are. */
  readonly isNamed: boolean;
  readonly onGo: (place: Place | null) => void;
  readonly onNotes: () => void;
  readonly onExport: () => void;
}

function Crumbs({ crumbs, onGo }: Pick<BarProps, 'crumbs' | 'onGo'>) {
  const styles = useStyles2(panelStyles);
  return (
    <nav className={styles.crumbs} aria-label={text.path}>
      {crumbs.map(({ name, place }, index) =>
        index === crumbs.length - 1 ? (
          <span key={index} aria-current="location" className={styles.grow}>
            {name}
          </span>
        ) : (
          <React.Fragment key={index}>
            <button type="button" className={styles.crumb} aria-label={text.back(name)} onClick={() => onGo(place)}>
              {name}
            </button>
            <span aria-hidden>›</span>
          </React.Fragment>
        ),
      )}
    </nav>
  );
}

export function Bar({ keys, crumbs, notes, remark, isNamed, onGo, onNotes, onExport }: BarProps) {
  const styles = useStyles2(panelStyles);
  const [worst] = notes;
  return (
    <div className={styles.line}>
      {crumbs.length > 0 ? (
        <Crumbs crumbs={crumbs} onGo={onGo} />
      ) : (
        <span className={styles.grow}>
          {remark === '' && !isNamed ? text.by(keys.map(keyTitle).join(', ')) : remark}
        </span>
      )}
      {worst ? (
        <Button size="sm" fill="text" variant="secondary" icon={iconOf[worst.severity]} onClick={onNotes}>
          {text.notes(notes.length)}
        </Button>
      ) : null}
      <IconButton name="download-alt" aria-label={text.csv} tooltip={text.csv} onClick={onExport} />
    </div>
  );
}
