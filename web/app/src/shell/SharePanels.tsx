// The contents of the two menus: three spellings of one question, and the formats of its answer.
import { useState, type ReactNode } from 'react';
import type { AssetsFormat, ReportFormat } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { cliLine, httpLine, serveLine } from '../connect/commands.ts';
import { engineReason } from '../load/failure.ts';
import { parquetWriter } from '../load/parts.ts';
import { basis } from '../state/answers.ts';
import { askingNow, questionNow, serveNow } from '../state/asking.ts';
import { view } from '../state/history.ts';
import { missing } from '../state/missing.ts';
import { printNow } from '../state/theme.ts';
import { texts } from '../words/words.ts';
import { CodeLine } from './Code.tsx';
import { download, pictureOf } from './picture.ts';

export function AskPanel() {
  const t = texts.value;
  const asking = askingNow();
  const http = asking ? httpLine(serveNow(), asking) : null;
  return (
    <div className="share-panel">
      <Line title={t('share.link')} note={t('share.link.note')} code={location.href} />
      {asking ? <Line title={t('share.cli')} note={t('share.cli.note')} code={cliLine(asking)} /> : null}
      {asking && http !== null ? (
        <Line title={t('share.http')} note={t('share.http.note', { command: serveLine(asking) })} code={http} />
      ) : null}
      {asking && http === null ? <p className="faint">{t('share.http.none')}</p> : null}
    </div>
  );
}

interface LineProps {
  readonly title: string;
  readonly note: string;
  readonly code: string;
}

function Line({ title, note, code }: LineProps) {
  return (
    <section aria-label={title}>
      <p className="share-title">
        <b>{title}</b> <span className="faint">{note.replaceAll('`', '')}</span>
      </p>
      <CodeLine code={code} />
    </section>
  );
}

interface Format<Name> {
  readonly format: Name;
  readonly name: string;
  readonly ending: string;
  readonly type: string;
}

const json = { ending: 'json', type: 'application/json' } as const;
const csv = { ending: 'csv', type: 'text/csv' } as const;
/** Names of formats are the same in all languages. */
const formats: readonly Format<ReportFormat>[] = [
  { format: 'csv', name: 'CSV', ...csv },
  { format: 'json', name: 'JSON', ...json },
  { format: 'ndjson', name: 'NDJSON', ending: 'ndjson', type: 'application/x-ndjson' },
  { format: 'markdown', name: 'Markdown', ending: 'md', type: 'text/markdown' },
  { format: 'prometheus', name: 'Prometheus', ending: 'prom', type: 'text/plain' },
  { format: 'opencost', name: 'OpenCost JSON', ...json },
  { format: 'opencost-csv', name: 'OpenCost CSV', ...csv },
  { format: 'ack', name: 'ACK JSON', ...json },
  { format: 'ack-csv', name: 'ACK CSV', ...csv },
  { format: 'focus', name: 'FOCUS CSV', ...csv },
];
const assetFormats: readonly Format<AssetsFormat>[] = [
  { format: 'csv', name: 'CSV', ...csv },
  { format: 'json', name: 'JSON', ...json },
  { format: 'opencost', name: 'OpenCost JSON', ...json },
  { format: 'prometheus', name: 'Prometheus', ending: 'prom', type: 'text/plain' },
];

/** `prorata-prod-eu-1-2026-11-09-2026-11-16-partial`: what it is of, when, and whether data is missing. */
function fileName(): string {
  const known = basis.peek();
  if (!known) return 'prorata';
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const { startMs, endMs } = known.whole.window;
  const where = known.clusters.length === 1 ? (known.clusters[0] ?? '').replace(/[^\w.-]+/g, '-') : '';
  const parts = ['prorata', where, day(startMs), day(endMs), view.peek().view, missing.peek() ? 'partial' : ''];
  return parts.filter((part) => part !== '').join('-');
}

export function ExportPanel({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const [problem, setProblem] = useState<string | null>(null);
  const [working, setWorking] = useState(false);
  const known = basis.value;
  if (!known) return <p className="panel-note">{t('export.nothing')}</p>;
  const isAssets = view.value.view === 'assets';
  const run = (work: Promise<void>): void => {
    setProblem(null);
    setWorking(true);
    work.catch((error: unknown) => setProblem(engineReason(error).message)).finally(() => setWorking(false));
  };
  const save = async (text: Promise<string>, { ending, type, format }: Format<string>): Promise<void> => {
    const name = format.includes('-') || ending === format ? fileName() : `${fileName()}-${format}`;
    download(new Blob([await text], { type: `${type};charset=utf-8` }), `${name}.${ending}`);
  };
  const buttons: ReactNode = isAssets
    ? assetFormats.map((one) => (
        <FormatButton
          key={one.format}
          name={one.name}
          save={() => run(save(known.session.reportAssets(one.format, questionNow()), one))}
        />
      ))
    : formats.map((one) => (
        <FormatButton
          key={one.format}
          name={one.name}
          save={() => run(save(known.session.report(one.format, questionNow()), one))}
        />
      ));
  const saveParquet = async (): Promise<void> => {
    if (!parquetWriter) return;
    const { parquetOf } = await parquetWriter();
    download(new Blob([await parquetOf(known.session, questionNow())]), `${fileName()}.parquet`);
  };
  const hasPicture = document.querySelector('.trend-plot canvas, .flow svg') !== null;
  return (
    <div className="export-panel" aria-busy={working}>
      <p className="panel-title">{t('export.rows')}</p>
      <div className="choices">
        {buttons}
        {isAssets || !parquetWriter ? null : <FormatButton name="Parquet" save={() => run(saveParquet())} />}
      </div>
      <p className="panel-title">{t('export.look')}</p>
      <div className="choices">
        {hasPicture ? (
          <FormatButton
            name="PNG"
            save={() => run(pictureOf(locale).then((blob) => download(blob, `${fileName()}.png`)))}
          />
        ) : null}
        <FormatButton name={t('export.print')} save={printNow} />
      </div>
      <p className="faint">{t('export.note')}</p>
      {problem === null ? null : (
        <p className="notice notice-warn" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function FormatButton({ name, save }: { readonly name: string; readonly save: () => void }) {
  return (
    <button type="button" onClick={save}>
      {name}
    </button>
  );
}
