// What leaves the page: the same question as a link, a command and a request; the answer as a file.
import type { Locale } from '@prorata/ui';
import { useLoaded } from '../state/loaded.ts';
import { texts } from '../words/words.ts';
import { Menu } from './Menu.tsx';

const loadPanels = () => import('./SharePanels.tsx');

export function ShareMenu() {
  const t = texts.value;
  return (
    <Menu label={t('share.label')} icon="code" text="" align="end" className="share-menu top-menu">
      {() => <Panel name="AskPanel" />}
    </Menu>
  );
}

export function ExportMenu({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  return (
    <Menu label={t('export.label')} icon="download" text="" align="end" className="share-menu top-menu export-menu">
      {() => <Panel name="ExportPanel" locale={locale} />}
    </Menu>
  );
}

interface PanelProps {
  readonly name: 'AskPanel' | 'ExportPanel';
  readonly locale?: Locale;
}

function Panel({ name, locale }: PanelProps) {
  const part = useLoaded(loadPanels);
  if (part === null) return null;
  if (part === 'failed') return <p role="alert">{texts.value('view.failed')}</p>;
  return name === 'AskPanel' ? <part.AskPanel /> : locale ? <part.ExportPanel locale={locale} /> : null;
}
