// What leaves the page: the same question as a link, a command and a request; the answer as a file.
import type { Locale } from '@prorata/ui';
import { texts } from '../words/words.ts';
import { loadShare } from './later.ts';
import { Menu } from './Menu.tsx';
import { Part } from './Part.tsx';

export function ShareMenu() {
  return (
    <Menu
      label={texts.value('share.label')}
      icon="code"
      text=""
      align="end"
      className="share-menu top-menu"
      load={loadShare}
    >
      {() => <Part load={loadShare}>{({ AskPanel }) => <AskPanel />}</Part>}
    </Menu>
  );
}

export function ExportMenu({ locale }: { readonly locale: Locale }) {
  return (
    <Menu
      label={texts.value('export.label')}
      icon="download"
      text=""
      align="end"
      className="share-menu top-menu export-menu"
      load={loadShare}
    >
      {() => <Part load={loadShare}>{({ ExportPanel }) => <ExportPanel locale={locale} />}</Part>}
    </Menu>
  );
}
