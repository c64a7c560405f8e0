// Something that stops a panel, in Grafana's own alert, with what to do about it.
import { Alert, Button, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { Problem } from '../engine/problem.ts';
import { text } from '../text.ts';
import { panelStyles } from './styles.ts';

export interface MessageProps {
  readonly problem: Problem;
  readonly onRetry?: () => void;
}

export function Message({ problem, onRetry }: MessageProps) {
  const styles = useStyles2(panelStyles);
  return (
    <div className={styles.message}>
      <Alert severity="error" title={problem.title}>
        <p>{problem.message}</p>
        {problem.hint === '' ? null : <p>{problem.hint}</p>}
        {problem.canRetry && onRetry ? (
          <Button size="sm" variant="secondary" onClick={onRetry}>
            {text.retry}
          </Button>
        ) : null}
      </Alert>
    </div>
  );
}

export function Computing() {
  const styles = useStyles2(panelStyles);
  return (
    <p role="status" className={styles.line}>
      {text.computing}
    </p>
  );
}
