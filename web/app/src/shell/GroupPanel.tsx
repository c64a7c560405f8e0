// The ordered list of keys that rows are grouped by, and what can be added to it.
import { useState } from 'react';
import { keyWord, plainKeys, type Locale } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';
import { texts } from '../words/words.ts';
import { Icon } from './icons.tsx';

/** Offered at once; others have a place in an address and behind what is unfolded. */
export const groupKeys = ['cluster', 'node', 'namespace', 'controllerKind', 'controller', 'pod', 'container'] as const;
const moreKeys = plainKeys.filter((key) => !groupKeys.some((first) => first === key));

/** A Kubernetes label key; anything else could not name a row. */
const labelKey = /^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/;

export function GroupPanel({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const { by } = view.value;
  const set = (next: readonly string[]): void => navigate({ by: next.length > 0 ? next : ['namespace'] });
  const forward = (index: number): void => {
    const next = [...by];
    next.splice(index - 1, 0, ...next.splice(index, 1));
    set(next);
  };
  return (
    <>
      <p className="panel-title">{t('group.order')}</p>
      <ol className="key-list">
        {by.map((key, index) => (
          <li key={key}>
            <span className="key-number">{index + 1}</span>
            <span className="key-name">{keyWord(key, locale)}</span>
            {index > 0 ? (
              <IconButton
                icon="up"
                label={t('group.up', { key: keyWord(key, locale) })}
                onClick={() => forward(index)}
              />
            ) : null}
            {by.length > 1 ? (
              <IconButton
                icon="close"
                label={t('group.remove', { key: keyWord(key, locale) })}
                onClick={() => set(by.filter((other) => other !== key))}
              />
            ) : null}
          </li>
        ))}
      </ol>
      <p className="panel-title">{t('group.add')}</p>
      <KeyChips keys={groupKeys} by={by} add={(key) => set([...by, key])} locale={locale} />
      <details className="more-keys">
        <summary>{t('group.more')}</summary>
        <KeyChips keys={moreKeys} by={by} add={(key) => set([...by, key])} locale={locale} />
      </details>
      <LabelForm add={(label) => set([...by.filter((key) => key !== `label:${label}`), `label:${label}`])} />
    </>
  );
}

interface KeyChipsProps {
  readonly keys: readonly string[];
  readonly by: readonly string[];
  readonly add: (key: string) => void;
  readonly locale: Locale;
}

function KeyChips({ keys, by, add, locale }: KeyChipsProps) {
  return (
    <div className="chips">
      {keys
        .filter((key) => !by.includes(key))
        .map((key) => (
          <button type="button" className="chip-button" key={key} onClick={() => add(key)}>
            <Icon name="plus" />
            {keyWord(key, locale)}
          </button>
        ))}
    </div>
  );
}

interface IconButtonProps {
  readonly icon: 'up' | 'close';
  readonly label: string;
  readonly onClick: () => void;
}

function IconButton({ icon, label, onClick }: IconButtonProps) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function LabelForm({ add }: { readonly add: (label: string) => void }) {
  const t = texts.value;
  const [label, setLabel] = useState('');
  const valid = labelKey.test(label);
  return (
    <form
      className="panel-row label-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!valid) return;
        add(label);
        setLabel('');
      }}
    >
      <input
        value={label}
        aria-label={t('group.labelname')}
        placeholder={`${t('group.labelname')}: ${t('group.labelhint')}`}
        spellCheck={false}
        autoCapitalize="off"
        onInput={(event) => setLabel(event.currentTarget.value.trim())}
      />
      <button type="submit" className="control" disabled={!valid}>
        {t('group.addlabel')}
      </button>
    </form>
  );
}
