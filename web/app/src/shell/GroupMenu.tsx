// The ordered list of keys that rows are grouped by.
import { keyWord, type Locale } from '@prorata/ui';
import { view } from '../state/history.ts';
import { texts } from '../words/words.ts';
import { loadPanels } from './later.ts';
import { Menu } from './Menu.tsx';
import { Part } from './Part.tsx';

export function GroupMenu({ locale }: { readonly locale: Locale }) {
  const path = view.value.by.map((key, index) => (
    <span key={key}>
      {index > 0 ? <i className="mute"> › </i> : null}
      {keyWord(key, locale)}
    </span>
  ));
  return (
    <Menu label={texts.value('group.label')} text={path} className="group-menu" load={loadPanels}>
      {() => <Part load={loadPanels}>{({ GroupPanel }) => <GroupPanel locale={locale} />}</Part>}
    </Menu>
  );
}
