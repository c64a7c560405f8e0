// A link wants a host to be read that this browser never read before: ask first, send nothing until then.
import { consent, openExample } from '../state/open.ts';
import { texts } from '../words/words.ts';

export function Consent({ host }: { readonly host: string }) {
  const t = texts.value;
  return (
    <section className="card trouble consent">
      <div>
        <h2>{t('consent.title', { host })}</h2>
        <p>{t('consent.text', { host })}</p>
        <p className="actions">
          <button type="button" className="control control-primary" onClick={consent}>
            {t('consent.yes')}
          </button>
          <button type="button" className="control" onClick={openExample}>
            {t('consent.no')}
          </button>
        </p>
      </div>
    </section>
  );
}
