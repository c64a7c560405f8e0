// Scenarios with names, kept in the link: each beside what is charged now.
import { useState } from 'react';
import type { Question } from '@prorata/engine';
import { withSign, type Locale } from '@prorata/ui';
import { useAnswer } from '../state/asked.ts';
import { navigate, view } from '../state/history.ts';
import { unstepped } from '../state/unstepped.ts';
import {
  formatScenario,
  mostScenarios,
  parseScenario,
  scenarioName,
  scenarioQuestion,
  type NamedScenario,
  type Scenario,
} from '../state/scenario.ts';
import { texts } from '../words/words.ts';

interface ScenariosProps {
  /** Of what is charged now. */
  readonly question: Question;
  /** That the sliders show. */
  readonly scenario: Scenario;
  readonly change: (scenario: Scenario) => void;
  readonly locale: Locale;
}

export function Scenarios({ question, scenario, change, locale }: ScenariosProps) {
  const t = texts.value;
  const { scenarios } = view.value;
  const { value } = useAnswer(JSON.stringify([question, scenarios]), (session) =>
    Promise.all(
      ['', ...scenarios.map(({ text }) => text)].map((text) =>
        session
          .allocate(unstepped(scenarioQuestion(question, parseScenario(text), [])))
          .then(({ totals }) => totals.totalCost),
      ),
    ),
  );
  const [now, ...others] = value ?? [];
  const put = (list: readonly NamedScenario[]): void => navigate({ scenarios: list });
  return (
    <section className="card table-card" aria-labelledby="scenarios-title">
      <header className="card-head">
        <h2 id="scenarios-title">{t('scenarios.title')}</h2>
        <span className="mute clip">{t('scenarios.note')}</span>
      </header>
      {scenarios.length > 0 ? (
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="scenarios-title">
          <table className="plain-table scenarios-table">
            <thead>
              <tr>
                <th scope="col">{t('scenarios.name')}</th>
                <th scope="col" className="num">
                  {t('tile.total')}
                </th>
                <th scope="col" className="num">
                  {locale.t('compare.difference')}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              <Row name={t('whatif.baseline')} total={now?.units[0]} against={null} locale={locale} />
              {scenarios.map(({ name, text }, place) => (
                <Row
                  key={name}
                  name={name}
                  total={others[place]?.units[0]}
                  against={now?.units[0] ?? null}
                  isShown={text === formatScenario(scenario)}
                  show={() => change(parseScenario(text))}
                  remove={() => put(scenarios.filter((each) => each.name !== name))}
                  locale={locale}
                />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <SaveForm
        text={formatScenario(scenario)}
        save={(one) => put([...scenarios.filter(({ name }) => name !== one.name), one].slice(-mostScenarios))}
      />
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly total: number | undefined;
  readonly against: number | null;
  readonly isShown?: boolean;
  readonly show?: () => void;
  readonly remove?: () => void;
  readonly locale: Locale;
}

function Row({ name, total, against, isShown = false, show, remove, locale: { money } }: RowProps) {
  const t = texts.value;
  return (
    <tr aria-current={isShown ? 'true' : undefined}>
      <th scope="row">{name}</th>
      <td className="num">{total === undefined ? '…' : money.headline(total)}</td>
      <td className="num">
        {against === null || total === undefined ? '–' : withSign(total - against, money.headline(total - against))}
      </td>
      <td className="scenario-do">
        {show ? (
          <button
            type="button"
            className="link"
            disabled={isShown}
            onClick={show}
            aria-label={t('scenarios.use', { name })}
          >
            {t('scenarios.show')}
          </button>
        ) : null}
        {remove ? (
          <button type="button" className="link" onClick={remove} aria-label={t('scenarios.forget', { name })}>
            {t('scenarios.remove')}
          </button>
        ) : null}
      </td>
    </tr>
  );
}

interface SaveFormProps {
  /** Empty: there is nothing to keep. */
  readonly text: string;
  readonly save: (scenario: NamedScenario) => void;
}

function SaveForm({ text, save }: SaveFormProps) {
  const t = texts.value;
  const [typed, setTyped] = useState('');
  const name = scenarioName(typed);
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    if (name === '' || text === '') return;
    save({ name, text });
    setTyped('');
  };
  return (
    <form className="scenario-form" onSubmit={submit}>
      <label htmlFor="scenario-name">{t('scenarios.keep')}</label>
      <input
        id="scenario-name"
        value={typed}
        placeholder={t('scenarios.example')}
        autoComplete="off"
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" className="control control-small" disabled={text === '' || name === ''}>
        {t('scenarios.save')}
      </button>
    </form>
  );
}
