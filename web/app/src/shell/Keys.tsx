// Which keys do what, and the switch for who wants none of it.
import { view } from '../state/history.ts';
import { texts } from '../words/words.ts';
import { keysOn, places, switchKeys } from './keys.ts';

const lines = [
  ['Ctrl K', 'search'],
  ['/', 'filter'],
  ['e', 'explain'],
  ['[ ]', 'window'],
  ['w', 'whatif'],
  ['r', 'reset'],
  ['x', 'export'],
  ['c', 'link'],
  ['t', 'theme'],
] as const;

export function Keys() {
  const t = texts.value;
  return (
    <>
      <dl>
        {lines.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
        {Object.entries(places).map(([key, to]) => (
          <div key={key}>
            <dt>
              <kbd>g {key}</kbd>
            </dt>
            <dd aria-current={view.value.view === to ? 'page' : undefined}>{t(`view.${to}`)}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={keysOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} />{' '}
        {t('keys.on')}
      </label>
    </>
  );
}
