// Grouping, conditions of the filter and the idle policy in one row.
import type { AllocationResult } from '@prorata/engine';
import { formatFilter, keyText, keyWord, parseParts, type Condition, type FilterPart, type Locale } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';
import { idlePolicies } from '../state/view.ts';
import { texts } from '../words/words.ts';
import { AddFilter } from './AddFilter.tsx';
import { ChargingMenu } from './ChargingMenu.tsx';
import { GroupMenu } from './GroupMenu.tsx';
import { Icon } from './icons.tsx';

interface FilterBarProps {
  readonly result: AllocationResult | null;
  readonly locale: Locale;
  /** False where the view has keys of its own. */
  readonly isGrouped?: boolean;
}

export function FilterBar({ result, locale, isGrouped = true }: FilterBarProps) {
  const t = texts.value;
  const { drawer, filter, idle, view: shown } = view.value;
  const parts = parseParts(filter);
  return (
    <div className="filter-bar">
      {isGrouped ? <GroupMenu locale={locale} /> : null}
      {parts === null ? <RawFilter text={filter} /> : null}
      {parts?.map((part, index) => (
        <PartChip key={index} part={part} all={parts} index={index} locale={locale} />
      ))}
      {parts ? <AddFilter parts={parts} result={result} locale={locale} /> : null}
      <span className="space" />
      <ChargingMenu />
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
      {shown === 'allocation' ? (
        <button
          type="button"
          className="control drawer-switch"
          aria-pressed={drawer === 'whatif'}
          onClick={() => navigate({ drawer: drawer === '' ? 'whatif' : '' })}
        >
          {t('whatif.title')}
        </button>
      ) : null}
    </div>
  );
}

interface PartChipProps {
  readonly part: FilterPart;
  readonly all: readonly FilterPart[];
  readonly index: number;
  readonly locale: Locale;
}

/** Signs as in mathematics; how a text must fit is said by where dots stand. */
function conditionText({ key, negated, match, values }: Condition, locale: Locale): string {
  const dotted = (text: string): string => {
    if (!match) return text;
    return `${match === '<~' ? '' : '…'}${text}${match === '~>' ? '' : '…'}`;
  };
  const list = values.map((value) => dotted(keyText(value, locale))).join(', ');
  return `${keyWord(key, locale)} ${negated ? '≠' : '='} ${list}`;
}

function PartChip({ part, all, index, locale }: PartChipProps) {
  const text = ('any' in part ? part.any : [part])
    .map((condition) => conditionText(condition, locale))
    .join(` ${texts.value('filter.or')} `);
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
      <button
        type="button"
        aria-label={texts.value('filter.remove', { text })}
        onClick={() => navigate({ filter: '' })}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
