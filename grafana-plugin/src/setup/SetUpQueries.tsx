// *Set up queries* in the options of a panel: what it needs, what of it came, and everything ready to be copied. A panel
// cannot write its own queries.
import { css } from '@emotion/css';
import type { GrafanaTheme2, StandardEditorProps } from '@grafana/data';
import { Alert, ClipboardButton, Field, Icon, Input, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import React from 'react';
import { defaults, readOptions, type CostOptions, type SetUp } from '../options/options.ts';
import { readPublished } from '../panel/use-published.ts';
import { effectOf } from '../queries/missing.ts';
import { kVariableSource, panelJson, targetOf, targetsOf, type DataSource } from '../queries/panel-json.ts';
import { planQueries, queryModes, type PanelQuery } from '../queries/plan.ts';
import { text } from '../text.ts';

const setUpStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  query: css({ padding: theme.spacing(1, 0), borderTop: `1px solid ${theme.colors.border.weak}` }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  name: css({ flex: 1, fontFamily: theme.typography.fontFamilyMonospace, overflowWrap: 'anywhere' }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  effect: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
});

function isDataSource(value: unknown): value is DataSource {
  return typeof value === 'object' && value !== null && 'uid' in value && typeof value.uid === 'string';
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

interface QueryProps {
  readonly query: PanelQuery;
  /** What is lost without it; null where it may rightly give nothing. */
  readonly effect: string | null;
  readonly dataSource: DataSource;
  /** Null while no data came. */
  readonly isMissing: boolean | null;
}

function Query({ query, effect, dataSource, isMissing }: QueryProps) {
  const styles = useStyles2(setUpStyles);
  const { refId, type, format, minStep, expr } = query;
  return (
    <li className={styles.query}>
      <div className={styles.head}>
        {isMissing === null ? null : (
          <Icon
            name={isMissing ? 'exclamation-triangle' : 'check'}
            title={isMissing ? text.setUp.isMissing : text.setUp.isFound}
          />
        )}
        <span className={styles.name}>{refId}</span>
        <ClipboardButton
          size="sm"
          variant="secondary"
          icon="copy"
          getText={() => expr}
          aria-label={text.setUp.copyOne(refId)}
        >
          {text.setUp.expression}
        </ClipboardButton>
        <ClipboardButton
          size="sm"
          variant="secondary"
          icon="copy"
          getText={() => json(targetOf(query, dataSource))}
          aria-label={text.setUp.copyJson(refId)}
        >
          JSON
        </ClipboardButton>
      </div>
      <div className={styles.detail}>{text.setUp.settings(type, format, minStep)}</div>
      {isMissing && effect !== null ? <div className={styles.effect}>{text.setUp.without(effect)}</div> : null}
    </li>
  );
}

/** value: what was typed here before. */
export function SetUpQueries({
  value,
  onChange,
  context,
}: StandardEditorProps<SetUp | undefined, unknown, CostOptions>) {
  const styles = useStyles2(setUpStyles);
  const setUp = { ...defaults.setUp, ...value };
  const published = readPublished(context.instanceState);
  const dataSource = isDataSource(published?.dataSource) ? published.dataSource : kVariableSource;
  const read = readOptions(context.options);
  const options = { ...(read.kind === 'read' ? read.options : defaults), setUp };
  return (
    <div>
      <Field label={text.setUp.mode} description={text.setUp.modeHints[setUp.mode]}>
        <RadioButtonGroup
          fullWidth
          options={queryModes.map((mode) => ({ value: mode, label: text.setUp.modes[mode] }))}
          value={setUp.mode}
          onChange={(mode) => onChange({ ...setUp, mode })}
        />
      </Field>
      <Field label={text.setUp.match} description={text.setUp.matchHint}>
        <Input
          value={setUp.match}
          placeholder='cluster="$cluster"'
          onChange={(event) => onChange({ ...setUp, match: event.currentTarget.value })}
        />
      </Field>
      {setUp.mode === 'stepped' ? (
        <Field label={text.setUp.minStep} description={text.setUp.minStepHint}>
          <Input
            value={setUp.minStep}
            onChange={(event) => onChange({ ...setUp, minStep: event.currentTarget.value })}
          />
        </Field>
      ) : null}
      <div className={styles.buttons}>
        <ClipboardButton
          icon="copy"
          getText={() => json(panelJson({ title: text.setUp.title, datasource: dataSource, options }))}
        >
          {text.setUp.copyPanel}
        </ClipboardButton>
        <ClipboardButton variant="secondary" icon="copy" getText={() => json(targetsOf(setUp, dataSource))}>
          {text.setUp.copyAll}
        </ClipboardButton>
      </div>
      <Alert severity="info" title={text.setUp.howTitle}>
        {text.setUp.how}
      </Alert>
      <ul className={styles.list}>
        {planQueries(setUp).map((query) => (
          <Query
            key={query.refId}
            query={query}
            effect={effectOf(query.refId, setUp.mode)}
            dataSource={dataSource}
            isMissing={published ? published.missing.includes(query.refId) : null}
          />
        ))}
      </ul>
    </div>
  );
}
