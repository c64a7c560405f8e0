// How costs are charged and shared; the choices are loaded when they are asked for.
import { useLoaded } from '../state/loaded.ts';
import { view } from '../state/history.ts';
import { texts } from '../words/words.ts';
import { Menu } from './Menu.tsx';

const loadPanel = () => import('./ChargingPanel.tsx');

export function ChargingMenu() {
  const t = texts.value;
  const { method, compare } = view.value;
  const text = compare === null ? t(`method.${method}`) : `${t(`method.${method}`)} / ${t(`method.${compare}`)}`;
  return (
    <Menu label={t('charging.label')} text={text} align="end" className="charging-menu">
      {() => <Panel />}
    </Menu>
  );
}

function Panel() {
  const part = useLoaded(loadPanel);
  if (part === null) return null;
  return part === 'failed' ? <p role="alert">{texts.value('view.failed')}</p> : <part.ChargingPanel />;
}
