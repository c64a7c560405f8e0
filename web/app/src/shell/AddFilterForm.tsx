// What a condition of the filter is made of: key, is or is not, value.
import { useState } from 'react';
import { formatFilter, keyWord } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';
import { texts } from '../words/words.ts';
import type { AddFilterProps } from './AddFilter.tsx';
import { groupKeys } from './GroupPanel.tsx';

export function AddFilterForm({ parts, result, locale, close }: AddFilterProps & { readonly close: () => void }) {
  const t = texts.value;
  const { by } = view.value;
  const keys = [...new Set([...by, ...groupKeys])];
  const [key, setKey] = useState<string | null>(null);
  const [negated, setNegated] = useState(false);
  const [value, setValue] = useState('');
  const chosen = key ?? by[0] ?? 'namespace';
  const column = by.indexOf(chosen);
  const known =
    column < 0 || !result ? [] : [...new Set(result.keys.map((parts) => parts[column] ?? ''))].slice(0, 500);
  return (
    <form
      className="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (value === '') return;
        navigate({ filter: formatFilter([...parts, { key: chosen, negated, values: [value] }]) });
        setValue('');
        close();
      }}
    >
      <select aria-label={t('filter.key')} value={chosen} onChange={(event) => setKey(event.currentTarget.value)}>
        {keys.map((name) => (
          <option key={name} value={name}>
            {keyWord(name, locale)}
          </option>
        ))}
      </select>
      <select
        aria-label={`${t('filter.is')} / ${t('filter.not')}`}
        value={negated ? 'not' : 'is'}
        onChange={(event) => setNegated(event.currentTarget.value === 'not')}
      >
        <option value="is">{t('filter.is')}</option>
        <option value="not">{t('filter.not')}</option>
      </select>
      <input
        aria-label={t('filter.value')}
        placeholder={t('filter.value')}
        list="filter-values"
        value={value}
        spellCheck={false}
        autoCapitalize="off"
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <datalist id="filter-values">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <button type="submit" className="control control-primary" disabled={value === ''}>
        {t('filter.add')}
      </button>
    </form>
  );
}
