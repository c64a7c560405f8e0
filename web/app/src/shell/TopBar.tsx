// Title, clusters, window, link, theme, language.
import { phase } from '../load/loader.ts';
import { basis, recorded } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { nextTheme } from '../state/theme.ts';
import { spanOf } from '../state/window.ts';
import { localeNow, texts, language } from '../words/words.ts';
import { CopyButton } from './CopyButton.tsx';
import { searchOpen } from './dialogs.ts';
import { Icon } from './icons.tsx';
import { loadPanels } from './later.ts';
import { Menu } from './Menu.tsx';
import { Part } from './Part.tsx';
import { ExportMenu, ShareMenu } from './ShareMenu.tsx';
import { WindowMenu } from './WindowMenu.tsx';

const themeIcons = { auto: 'half', light: 'sun', dark: 'moon' } as const;

export function TopBar() {
  const t = texts.value;
  const { theme, view: shown } = view.value;
  const clusters = basis.value?.clusters ?? [];
  const now = phase.value;
  const isEmpty = now.kind === 'failed' && now.trouble.kind === 'empty';
  const span = basis.value?.whole.window ?? recorded.value ?? (isEmpty ? spanOf(view.value.window) : null);
  const currency = basis.value?.whole.currency;
  const themeText = t(`top.theme.${theme}`);
  return (
    <header className="top">
      <h1>{t(`view.${shown}`)}</h1>
      <p className="top-cluster" title={clusters.join(', ')}>
        {clusters.length === 1 ? clusters[0] : clusters.length > 1 ? t.plural('clusters', clusters.length) : ''}
      </p>
      <span className="space" />
      <button
        type="button"
        className="control control-icon top-search"
        title={t('search.title')}
        aria-label={t('search.title')}
        disabled={!basis.value}
        onClick={() => (searchOpen.value = true)}
      >
        <Icon name="search" />
      </button>
      {span || isEmpty ? <WindowMenu shown={span} locale={localeNow.value} /> : null}
      {currency ? <CurrencyMenu currency={currency} /> : null}
      <CopyButton text={() => location.href} className="control top-link" label={t('top.copylink')}>
        <Icon name="link" />
        <span>{t('top.copylink')}</span>
      </CopyButton>
      {basis.value ? (
        <>
          <ShareMenu />
          <ExportMenu locale={localeNow.value} />
        </>
      ) : null}
      <button
        type="button"
        className="control control-icon"
        title={themeText}
        aria-label={themeText}
        onClick={nextTheme}
      >
        <Icon name={themeIcons[theme]} />
      </button>
      <button
        type="button"
        className="control"
        lang={language.value === 'en' ? 'zh-CN' : 'en'}
        onClick={() => navigate({ language: language.value === 'en' ? 'zh-CN' : 'en' }, 'replace')}
      >
        {language.value === 'en' ? '中文' : 'English'}
      </button>
    </header>
  );
}

/** The currency of the answer, and the reader's own with its rate. */
function CurrencyMenu({ currency }: { readonly currency: string }) {
  const own = localeNow.value.money.own;
  const text = own ? `1 ${currency} = ${own.rate} ${own.currency}` : currency;
  return (
    <Menu label={texts.value('top.currency')} text={text} className="top-currency" align="end" load={loadPanels}>
      {(close) => (
        <Part load={loadPanels}>{({ CurrencyPanel }) => <CurrencyPanel currency={currency} close={close} />}</Part>
      )}
    </Menu>
  );
}
