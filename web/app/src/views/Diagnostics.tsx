// What the engine found odd, worst first: what it means, what to do, when and where.
import type { ReactNode } from 'react';
import type { Diagnostic } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { Sentence } from '../shell/Code.tsx';
import { diagnosticText, texts } from '../words/words.ts';

const tones = { error: 'bad', warning: 'warn', info: 'plain' } as const;
const order = { error: 0, warning: 1, info: 2 } as const;

export function Diagnostics({ list, locale }: { readonly list: readonly Diagnostic[]; readonly locale: Locale }) {
  const t = texts.value;
  const sorted = [...list].sort((a, b) => order[a.severity] - order[b.severity]);
  return (
    <section className="card" aria-labelledby="diagnostics-title">
      <header className="card-head">
        <h2 id="diagnostics-title">{t('queries.diagnostics')}</h2>
        <span className="mute">{list.length > 0 ? locale.number.count(list.length) : ''}</span>
      </header>
      {list.length === 0 ? <p className="card-foot">{t('queries.clean')}</p> : null}
      <ul className="diagnostics">
        {sorted.map((one) => (
          <DiagnosticItem key={one.id + one.message} diagnostic={one} locale={locale} />
        ))}
      </ul>
    </section>
  );
}

const objectsShown = 5;

function DiagnosticItem({ diagnostic, locale }: { readonly diagnostic: Diagnostic; readonly locale: Locale }) {
  const t = texts.value;
  const { objects, startMs, endMs } = diagnostic;
  const { message, fix } = diagnosticText(diagnostic);
  const more = objects.length - objectsShown;
  return (
    <li>
      <span className={`chip chip-${tones[diagnostic.severity]}`}>{t(`severity.${diagnostic.severity}`)}</span>
      <div>
        <p className="diagnostic-text">
          <Sentence text={message} /> <code className="mute">{diagnostic.id}</code>
        </p>
        <dl>
          {fix ? (
            <Line term={t('diagnostic.fix')}>
              <Sentence text={fix} />
            </Line>
          ) : null}
          {startMs !== null && endMs !== null ? (
            <Line term={t('diagnostic.when')}>{locale.time.window(startMs, endMs)}</Line>
          ) : null}
          {objects.length > 0 ? (
            <Line term={t('diagnostic.objects')}>
              {objects.slice(0, objectsShown).join(', ')}
              {more > 0 ? ` ${t('diagnostic.more', { n: locale.number.count(more) })}` : ''}
            </Line>
          ) : null}
          {diagnostic.cost !== null ? (
            <Line term={t('diagnostic.cost')}>{locale.money.headline(diagnostic.cost)}</Line>
          ) : null}
          {diagnostic.estimate !== null ? (
            <Line term={t('diagnostic.estimate')}>{locale.money.headline(diagnostic.estimate)}</Line>
          ) : null}
          {diagnostic.difference !== null ? (
            <Line term={t('diagnostic.difference')}>{locale.money.headline(diagnostic.difference)}</Line>
          ) : null}
        </dl>
      </div>
    </li>
  );
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
