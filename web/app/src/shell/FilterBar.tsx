// Grouping, conditions of the filter and the idle policy in one row.
import type { AllocationResult } from '@prorata/engine';
import { formatFilter, keyText, keyWord, parseFilter, type Condition, type Locale } from '@prorata/ui';
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
  const { filter, idle } = view.value;
  const conditions = parseFilter(filter);
  return (
    <div className="filter-bar">
      {isGrouped ? <GroupMenu locale={locale} /> : null}
      {conditions === null ? <RawFilter text={filter} /> : null}
      {conditions?.map((condition, index) => (
        <ConditionChip key={index} condition={condition} all={conditions} index={index} locale={locale} />
      ))}
      {conditions ? <AddFilter conditions={conditions} result={result} locale={locale} /> : null}
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
