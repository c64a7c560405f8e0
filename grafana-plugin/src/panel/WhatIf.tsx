// Prices to try out: one slider for each resource. Every figure of the panel follows.
import { cx } from '@emotion/css';
import { Button, useStyles2 } from '@grafana/ui';
import React from 'react';
import { builtIn, ranges, type Rates } from '../prices/what-if.ts';
import { text } from '../text.ts';
import { kLine, panelStyles } from './styles.ts';

/** Narrower than this, the sliders stand below each other; grid units. */
const kNarrow = 64;

/** Grid units that the sliders take of a panel's height. */
export const whatIfLines = (width: number, gridSize: number): number => kLine * (width < kNarrow * gridSize ? 4 : 1);

export interface WhatIfProps {
  readonly isNarrow: boolean;
  /** Null: prices as they are. */
  readonly rates: Rates | null;
  readonly onChange: (rates: Rates | null) => void;
}

const resources = ['cpu', 'memory', 'gpu'] as const;

export function WhatIf({ isNarrow, rates, onChange }: WhatIfProps) {
  const styles = useStyles2(panelStyles);
  const shown = rates ?? builtIn;
  return (
    <div className={cx(styles.sliders, isNarrow && styles.narrow)} role="group" aria-label={text.whatIf.title}>
      {resources.map((resource) => (
        <label key={resource} className={styles.slider}>
          <span className={styles.price}>
            {text.whatIf[resource]} {rates ? shown[resource] : '–'}
          </span>
          <input
            className={styles.range}
            type="range"
            min="0"
            max={ranges[resource].most}
            step={ranges[resource].step}
            value={shown[resource]}
            onChange={(event) => onChange({ ...shown, [resource]: event.currentTarget.value })}
          />
        </label>
      ))}
      <Button size="sm" variant="secondary" fill="text" disabled={rates === null} onClick={() => onChange(null)}>
        {text.whatIf.reset}
      </Button>
    </div>
  );
}
