// Grouping, conditions of the filter and the idle policy in one row; below it the way down to here.
import { useState } from 'react';
import type { AllocationResult } from '@prorata/engine';
import { keyText, keyWord, type Locale } from '@prorata/ui';
import { crumbs } from '../state/drill.ts';
import { formatFilter, parseFilter, type Condition } from '../state/filter.ts';
import { navigate, view } from '../state/history.ts';
import { idlePolicies } from '../state/view.ts';
import { texts } from '../words/words.ts';
import { groupKeys, GroupMenu } from './GroupMenu.tsx';
import { Icon } from './icons.tsx';
import { Menu } from './Menu.tsx';

interface FilterBarProps {
  readonly result: AllocationResult | null;
  readonly locale: Locale;
}

export function FilterBar({ result, locale }: FilterBarProps) {
  const t = texts.value;
  const { filter, idle } = view.value;
  const conditions = parseFilter(filter);
  return (
    <div className="filter-bar">
      <GroupMenu locale={locale} />
      {conditions === null ? <RawFilter text={filter} /> : null}
      {conditions?.map((condition, index) => (
        <ConditionChip key={index} condition={condition} all={conditions} index={index} locale={locale} />
      ))}
      {conditions ? <AddFilter conditions={conditions} result={result} locale={locale} /> : null}
      <span className="space" />
      <label className="control control-select">
        <span className="control-label">{t('idle.label')}</span>
        <select
          value={idle}
          onChange={(event) => {
            const chosen = idlePolicies.find((policy) => policy === event.currentTarget.value);
            if (chosen) navigate({ idle: chosen });
          }}
        >
          {idlePolicies.map((policy) => (
            <option key={policy} value={policy}>
              {t(`idle.${policy}`)}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </label>
    </div>
  );
}

interface ConditionChipProps {
  readonly condition: Condition;
  readonly all: readonly Condition[];
  readonly index: number;
  readonly locale: Locale;
}

function ConditionChip({ condition, all, index, locale }: ConditionChipProps) {
  const values = condition.values.map((value) => keyText(value, locale)).join(', ');
  const text = `${keyWord(condition.key, locale)} ${condition.negated ? '≠' : '='} ${values}`;
  return (
    <span className="token">
      <span className="clip" title={text}>
        {text}
      </span>
      <button
        type="button"
        aria-label={texts.value('filter.remove', { text })}
        onClick={() => navigate({ filter: formatFilter(all.filter((_, other) => other !== index)) })}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

/** A filter that this page cannot take apart; the engine may still know it. */
function RawFilter({ text }: { readonly text: string }) {
  return (
    <span className="token">
      <code className="clip">{text}</code>
      <button type="button" aria-label={texts.value('filter.remove', { text })} onClick={() => navigate({ filter: '' })}>
        <Icon name="close" />
      </button>
    </span>
  );
}

interface AddFilterProps {
  readonly conditions: readonly Condition[];
  readonly result: AllocationResult | null;
  readonly locale: Locale;
}

function AddFilter({ conditions, result, locale }: AddFilterProps) {
  const t = texts.value;
  const { by } = view.value;
  const keys = [...new Set([...by, ...groupKeys])];
  const [key, setKey] = useState<string | null>(null);
  const [negated, setNegated] = useState(false);
  const [value, setValue] = useState('');
  const chosen = key ?? by[0] ?? 'namespace';
  const column = by.indexOf(chosen);
  const known = column < 0 || !result ? [] : [...new Set(result.keys.map((parts) => parts[column] ?? ''))].slice(0, 500);
  return (
    <Menu label={t('filter.label')} icon="plus" text="" className="add-filter">
      {(close) => (
        <form
          className="filter-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (value === '') return;
            navigate({ filter: formatFilter([...conditions, { key: chosen, negated, values: [value] }]) });
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
      )}
    </Menu>
  );
}

export function Breadcrumb({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const state = view.value;
  const path = crumbs(state);
  if (path.length === 0) return null;
  const top = path[0]?.key ?? 'namespace';
  return (
    <nav className="breadcrumb" aria-label={t('filter.path')}>
      <button type="button" className="link" onClick={() => navigate({ by: [top], filter: '' })}>
        {t('filter.all')}
      </button>
      {path.map((crumb, index) => (
        <span key={crumb.key}>
          <i className="mute" aria-hidden="true">
            ›
          </i>
          {index === path.length - 1 && state.filter === crumb.filter ? (
            <b title={keyWord(crumb.key, locale)}>{keyText(crumb.name, locale)}</b>
          ) : (
            <button type="button" className="link" title={keyWord(crumb.key, locale)} onClick={() => navigate({ by: crumb.by, filter: crumb.filter })}>
              {keyText(crumb.name, locale)}
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}
