// Something to read over a view, closed by its button or Escape.
import { IconButton, useStyles2 } from '@grafana/ui';
import React, { useEffect, useRef, type ReactNode } from 'react';
import { text } from '../text.ts';
import { panelStyles } from './styles.ts';

export interface OverlayProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

export function Overlay({ title, children, onClose }: OverlayProps) {
  const styles = useStyles2(panelStyles);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div
      ref={box}
      className={styles.overlay}
      role="dialog"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className={styles.line}>
        <strong className={styles.grow}>{title}</strong>
        <IconButton name="times" aria-label={text.close} tooltip={text.close} onClick={onClose} />
      </div>
      {children}
    </div>
  );
}
