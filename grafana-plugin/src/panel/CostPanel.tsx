// The panel: what it was given → one of its states. Nothing is computed here.
import type { PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import React, { useState } from 'react';
import type { Problem } from '../engine/problem.ts';
import { readOptions, type BadOption, type CostOptions } from '../options/options.ts';
import { canCompute } from '../queries/missing.ts';
import { text } from '../text.ts';
import { Computing, Message } from './Message.tsx';
import { Shown } from './Shown.tsx';
import { useLease } from './use-data.ts';
import { usePublished } from './use-published.ts';

function problemWith(options: readonly BadOption[]): Problem {
  const message = options.map(({ option, found, wanted }) => text.badOption(option, found, wanted)).join(' ');
  return { title: text.badOptions, message, hint: text.badOptionsHint, canRetry: false };
}

/** What Grafana gives as options may be anything that stands in a dashboard. */
export function CostPanel(props: PanelProps<CostOptions>) {
  const read = readOptions(props.options);
  return read.kind === 'read' ? (
    <Reading {...props} options={read.options} />
  ) : (
    <Message problem={problemWith(read.problems)} />
  );
}

function Reading(props: PanelProps<CostOptions>) {
  const { data, options, id, fieldConfig, replaceVariables } = props;
  const [attempt, setAttempt] = useState(0);
  const lease = useLease(data, replaceVariables(options.cluster), attempt);
  usePublished(data, lease, options.setUp.mode);
  const tell = (message: string) => (
    <PanelDataErrorView panelId={id} data={data} fieldConfig={fieldConfig} message={message} needsNumberField />
  );
  if (!lease) {
    const isDone = data.state === 'Done' || data.state === 'Error';
    if (isDone && data.series.length === 0) return tell(`${text.noQueries.message} ${text.noQueries.hint}`);
    return <Computing />;
  }
  if (!canCompute(lease.findings)) {
    const { unknown } = lease.findings;
    const known = unknown.length > 0 ? text.nothingKnown : text.noQueries;
    return tell(`${known.message} ${known.hint}`);
  }
  return <Shown {...props} lease={lease} onRetry={() => setAttempt((count) => count + 1)} />;
}
