// How costs are charged and shared.
import { view } from '../state/history.ts';
import { texts } from '../words/words.ts';
import { loadPanels } from './later.ts';
import { Menu } from './Menu.tsx';
import { Part } from './Part.tsx';

export function ChargingMenu() {
  const t = texts.value;
  const { method, compare } = view.value;
  const text = compare === null ? t(`method.${method}`) : `${t(`method.${method}`)} / ${t(`method.${compare}`)}`;
  return (
    <Menu label={t('charging.label')} text={text} align="end" className="charging-menu" load={loadPanels}>
      {() => <Part load={loadPanels}>{({ ChargingPanel }) => <ChargingPanel />}</Part>}
    </Menu>
  );
}
