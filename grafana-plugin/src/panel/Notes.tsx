// Notes on an answer, over the view they belong to.
import { Icon, IconButton, useStyles2, type IconName } from '@grafana/ui';
import type { Severity } from '@prorata/engine';
import React, { useEffect, useRef } from 'react';
import { text } from '../text.ts';
import type { Note } from './notes.ts';
import { panelStyles } from './styles.ts';

export const iconOf: Readonly<Record<Severity, IconName>> = {
  error: 'exclamation-circle',
  warning: 'exclamation-triangle',
  info: 'info-circle',
};

export interface NotesProps {
  readonly notes: readonly Note[];
  readonly onClose: () => void;
}

export function Notes({ notes, onClose }: NotesProps) {
  const styles = useStyles2(panelStyles);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div
      ref={box}
      className={styles.notes}
      role="dialog"
      aria-label={text.notesTitle}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className={styles.line}>
        <strong className={styles.grow}>{text.notesTitle}</strong>
        <IconButton name="times" aria-label={text.close} tooltip={text.close} onClick={onClose} />
      </div>
      {notes.map(({ severity, title, detail }, place) => (
        <div className={styles.note} key={place}>
          <Icon name={iconOf[severity]} title={severity} />
          <div>
            <div>{title}</div>
            <div className={styles.detail}>{detail}</div>
          </div>
        </div>
      ))}
    </div>
  );
}
