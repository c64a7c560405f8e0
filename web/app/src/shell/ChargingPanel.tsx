// How costs are charged and shared, beyond what becomes of idle: method, prices, rules.
import { useState } from 'react';
import { engineReason } from '../load/failure.ts';
import { forgetPrices, openedPrices, openPrices } from '../state/charging.ts';
import { navigate, view } from '../state/history.ts';
import { rulesOf } from '../state/url.ts';
import { idleScopes, idleSplits, methods, priceLists, type ViewState } from '../state/view.ts';
import { texts } from '../words/words.ts';

export function ChargingPanel() {
  const t = texts.value;
  const { idle, idleBy } = view.value;
  return (
    <>
      <Choice name="method" label={t('charging.method')} values={methods} word={(value) => t(`method.${value}`)} />
      <CompareRow />
      {idle === 'hide' ? null : (
        <Choice
          name="idleBy"
          label={t('charging.idleBy')}
          // Idle is shared by node unless something else is said.
          values={idle === 'share' ? idleScopes.filter((scope) => scope !== 'auto') : idleScopes}
          value={idle === 'share' && idleBy === 'auto' ? 'node' : idleBy}
          word={(value) => t(`idleBy.${value}`)}
        />
      )}
      {idle === 'share' ? (
        <>
          <Choice
            name="idleSplit"
            label={t('charging.idleSplit')}
            values={idleSplits}
            word={(value) => t(`idleSplit.${value}`)}
          />
          <TextRow name="idlePart" hint="cpu=0.5,gpu=1" />
        </>
      ) : null}
      <WaitingRow />
      <RulesRow />
      <PricesRow />
    </>
  );
}

type Chosen = 'method' | 'idleBy' | 'idleSplit' | 'prices';

interface ChoiceProps<Name extends Chosen> {
  readonly name: Name;
  readonly label: string;
  readonly values: readonly ViewState[Name][];
  readonly value?: ViewState[Name];
  readonly word: (value: ViewState[Name]) => string;
}

function Choice<Name extends Chosen>({ name, label, values, value = view.value[name], word }: ChoiceProps<Name>) {
  return (
    <div className="panel-row">
      <label htmlFor={`charging-${name}`}>{label}</label>
      <select
        id={`charging-${name}`}
        value={value}
        onChange={(event) => {
          const chosen = values.find((each) => each === event.currentTarget.value);
          if (chosen) navigate({ [name]: chosen });
        }}
      >
        {values.map((each) => (
          <option key={each} value={each}>
            {word(each)}
          </option>
        ))}
      </select>
    </div>
  );
}

function CompareRow() {
  const t = texts.value;
  const { method, compare } = view.value;
  return (
    <div className="panel-row">
      <label htmlFor="charging-compare">{t('charging.compare')}</label>
      <select
        id="charging-compare"
        value={compare ?? ''}
        onChange={(event) =>
          navigate({ compare: methods.find((value) => value === event.currentTarget.value) ?? null })
        }
      >
        <option value="">{t('charging.compare.none')}</option>
        {methods
          .filter((value) => value !== method)
          .map((value) => (
            <option key={value} value={value}>
              {t(`method.${value}`)}
            </option>
          ))}
      </select>
    </div>
  );
}

function WaitingRow() {
  return (
    <div className="panel-row">
      <label htmlFor="charging-waiting">{texts.value('charging.waiting')}</label>
      <input
        id="charging-waiting"
        type="checkbox"
        checked={view.value.chargeWaiting}
        onChange={(event) => navigate({ chargeWaiting: event.currentTarget.checked })}
      />
    </div>
  );
}

function TextRow({ name, hint }: { readonly name: 'idlePart'; readonly hint: string }) {
  return (
    <div className="panel-row">
      <label htmlFor={`charging-${name}`}>{texts.value(`charging.${name}`)}</label>
      <input
        id={`charging-${name}`}
        value={view.value[name]}
        placeholder={hint}
        spellCheck={false}
        onChange={(event) => navigate({ [name]: event.currentTarget.value.trim() })}
      />
    </div>
  );
}

/** One rule a line; asked when the field is left. */
function RulesRow() {
  const t = texts.value;
  const text = view.value.share.join('\n');
  return (
    <div className="panel-row rules">
      <label htmlFor="charging-share">{t('charging.share')}</label>
      <textarea
        id="charging-share"
        key={text}
        defaultValue={text}
        rows={3}
        placeholder={'namespace:"kube-system" by even\noverhead\n500/month by cpu'}
        spellCheck={false}
        onBlur={(event) => navigate({ share: rulesOf(event.currentTarget.value) })}
      />
    </div>
  );
}

function PricesRow() {
  const t = texts.value;
  const [problem, setProblem] = useState<string | null>(null);
  const file = openedPrices.value;
  return (
    <>
      {file ? (
        <div className="panel-row">
          <span className="clip">{t('charging.file', { name: file.name })}</span>
          <button type="button" className="control" onClick={forgetPrices}>
            {t('charging.forget')}
          </button>
        </div>
      ) : (
        <Choice name="prices" label={t('charging.prices')} values={priceLists} word={(value) => t(`prices.${value}`)} />
      )}
      <div className="panel-row">
        <label htmlFor="charging-file">{t('charging.open')}</label>
        <input
          id="charging-file"
          type="file"
          accept=".yaml,.yml,.json,.csv"
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            if (!chosen) return;
            setProblem(null);
            openPrices(chosen).catch((error: unknown) => setProblem(engineReason(error).message));
          }}
        />
      </div>
      {problem === null ? null : (
        <p className="notice notice-warn" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
