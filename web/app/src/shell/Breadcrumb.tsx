// The way down to here, from the filter; each part leads back to its level.
import { crumbs, keyText, keyWord, type Locale } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';
import { texts } from '../words/words.ts';

export function Breadcrumb({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const state = view.value;
  const path = crumbs(state);
  if (path.length === 0) return null;
  const top = path[0]?.key ?? 'namespace';
  return (
    <nav className="breadcrumb" aria-label={t('filter.path')}>
      <button type="button" className="link" onClick={() => navigate({ by: [top], filter: '' })}>
        {t('filter.all')}
      </button>
      {path.map((crumb, index) => (
        <span key={crumb.key}>
          <i className="mute" aria-hidden="true">
            ›
          </i>
          {index === path.length - 1 && state.filter === crumb.filter ? (
            <b title={keyWord(crumb.key, locale)}>{keyText(crumb.name, locale)}</b>
          ) : (
            <button
              type="button"
              className="link"
              title={keyWord(crumb.key, locale)}
              onClick={() => navigate({ by: crumb.by, filter: crumb.filter })}
            >
              {keyText(crumb.name, locale)}
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}
