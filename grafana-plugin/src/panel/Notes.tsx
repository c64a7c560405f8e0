// Notes on an answer, over the view they belong to.
import { Icon, IconButton, useStyles2, type IconName } from '@grafana/ui';
import type { Severity } from '@prorata/engine';
import React from 'react';
import { text } from '../text.ts';
import type { Note } from './notes.ts';
import { Overlay } from './Overlay.tsx';
import { panelStyles } from './styles.ts';

export const iconOf: Readonly<Record<Severity, IconName>> = {
  error: 'exclamation-circle',
  warning: 'exclamation-triangle',
  info: 'info-circle',
};

export interface NotesButtonProps {
  readonly notes: readonly Note[];
  readonly onClick: () => void;
}

/** In the corner of a panel that has no line above its view; only for what makes figures doubtful. */
export function NotesButton({ notes, onClick }: NotesButtonProps) {
  const styles = useStyles2(panelStyles);
  const [worst] = notes;
  if (!worst || worst.severity === 'info') return null;
  const label = text.notes(notes.length);
  return (
    <div className={styles.corner}>
      <IconButton name={iconOf[worst.severity]} aria-label={label} tooltip={label} onClick={onClick} />
    </div>
  );
}

export interface NotesProps {
  readonly notes: readonly Note[];
  readonly onClose: () => void;
}

export function Notes({ notes, onClose }: NotesProps) {
  const styles = useStyles2(panelStyles);
  return (
    <Overlay title={text.notesTitle} onClose={onClose}>
      {notes.map(({ severity, title, detail }, place) => (
        <div className={styles.note} key={place}>
          <Icon name={iconOf[severity]} title={severity} />
          <div>
            <div>{title}</div>
            <div className={styles.detail}>{detail}</div>
          </div>
        </div>
      ))}
    </Overlay>
  );
}
