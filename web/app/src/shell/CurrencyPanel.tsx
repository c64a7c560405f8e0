// The reader's own exchange rate, which totals are shown in as well. What is computed and exported stays as it is.
import { useState } from 'react';
import { ownRateText, parseOwnRate } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';
import { texts } from '../words/words.ts';

const example = 'CNY';

interface CurrencyPanelProps {
  /** Of the answer. */
  readonly currency: string;
  readonly close: () => void;
}

export function CurrencyPanel({ currency, close }: CurrencyPanelProps) {
  const t = texts.value;
  const now = parseOwnRate(view.value.ownRate);
  const [rate, setRate] = useState(now ? String(now.rate) : '');
  const [code, setCode] = useState(now?.currency ?? '');
  const own = parseOwnRate(`${code}:${rate}`);
  const same = code === currency;
  const wrong = (rate !== '' && code.length >= 3 && !own) || same;
  const set = (ownRate: string): void => {
    navigate({ ownRate });
    close();
  };
  return (
    <form
      className="own-rate"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (own && !same) set(ownRateText(own));
      }}
    >
      <p className="panel-title">{t('currency.own')}</p>
      <p className="own-rate-line">
        <span>1 {currency} =</span>
        <input
          inputMode="decimal"
          aria-label={t('currency.rate')}
          placeholder="7.10"
          value={rate}
          onInput={(event) => setRate(event.currentTarget.value.trim())}
        />
        <input
          aria-label={t('currency.code', { example })}
          placeholder={example}
          maxLength={3}
          spellCheck={false}
          value={code}
          onInput={(event) => setCode(event.currentTarget.value.trim().toUpperCase())}
        />
        <button type="submit" className="control control-primary" disabled={!own || same}>
          {t('currency.show')}
        </button>
      </p>
      {wrong ? (
        <p className="bad" role="status">
          {same ? t('currency.same', { currency }) : t('currency.wrong', { example })}
        </p>
      ) : null}
      <p className="panel-note">{t('currency.note', { currency })}</p>
      {now ? (
        <button type="button" className="control" onClick={() => set('')}>
          {t('currency.remove')}
        </button>
      ) : null}
    </form>
  );
}
