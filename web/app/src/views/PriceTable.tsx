// What an hour of each kind of node costs, who says so, and what it would cost: a field for each, whose price makes the scenario.
import { useState } from 'react';
import type { AssetsResult } from '@prorata/engine';
import { decimalsNeeded, type Locale } from '@prorata/ui';
import { openedPrices } from '../state/charging.ts';
import { navigate, view } from '../state/history.ts';
import { editedPrices, formatEdits, nodeKind, parseEdits, priceText } from '../state/scenario.ts';
import { download } from '../shell/picture.ts';
import { term } from '../words/terms.ts';
import { texts } from '../words/words.ts';
import '../state/edits.ts';

interface PriceTableProps {
  readonly now: AssetsResult;
  /** The same nodes at the prices of a scenario; null where it changes none. */
  readonly then: AssetsResult | null;
  readonly locale: Locale;
}

interface Kind {
  readonly name: string;
  readonly type: string;
  readonly spot: boolean;
  readonly rows: readonly number[];
}

/** Nodes of one type together, those on spot apart, the dearest first. */
function kindsOf({ names, kinds, instanceTypes, spot, hourlyPrice }: AssetsResult): readonly Kind[] {
  const found = new Map<string, Kind>();
  names.forEach((_, row) => {
    if (kinds[row] !== 'node') return;
    const [type, isSpot] = [instanceTypes[row] ?? '', spot[row] ?? false];
    const name = nodeKind(type, isSpot);
    found.set(name, { name, type, spot: isSpot, rows: [...(found.get(name)?.rows ?? []), row] });
  });
  const price = ({ rows }: Kind): number => Math.max(...rows.map((row) => hourlyPrice.units[row] ?? 0));
  return [...found.values()].sort((a, b) => price(b) - price(a));
}

function change(kind: string, price: string | null): void {
  const edits = new Map(parseEdits(view.peek().whatIfPrices));
  if (price === null) edits.delete(kind);
  else edits.set(kind, price);
  navigate({ whatIfPrices: formatEdits(edits) });
}

export function PriceTable({ now, then, locale }: PriceTableProps) {
  const t = texts.value;
  const kinds = kindsOf(now);
  const edits = parseEdits(view.value.whatIfPrices);
  const file = openedPrices.value;
  const units = kinds.flatMap(({ rows }) => rows.map((row) => now.hourlyPrice.units[row] ?? NaN));
  const decimals = Math.max(3, decimalsNeeded(units, 4));
  const price = (assets: AssetsResult, { rows }: Kind): string => {
    const all = rows.map((row) => assets.hourlyPrice.units[row] ?? NaN);
    const ends = [Math.min(...all), Math.max(...all)].map((value) =>
      value === 0 ? t('assets.unpriced') : locale.money.price(value, decimals),
    );
    return [...new Set(ends)].join('–');
  };
  const gone = [...edits.keys()].filter((name) => !kinds.some((kind) => kind.name === name));
  return (
    <>
      <table className="plain-table price-table">
        <thead>
          <tr>
            <th scope="col">{t('assets.type')}</th>
            <th scope="col" className="num price-wide">
              {t('assets.title')}
            </th>
            <th scope="col" className="num">
              {t('assets.price')}
            </th>
            <th scope="col" className="num">
              {t('whatif.scenario')}
            </th>
            {file ? null : (
              <th scope="col" className="num">
                {t('whatif.price')}
              </th>
            )}
            <th scope="col" className="price-wide">
              {t('assets.source')}
            </th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind.name} className={edits.has(kind.name) && !file ? 'price-edited' : ''}>
              <th scope="row">
                {kind.type || t('whatif.untyped')}
                {kind.spot ? <span className="chip chip-spot">{t('assets.spot')}</span> : null}
              </th>
              <td className="num price-wide">{locale.number.count(kind.rows.length)}</td>
              <td className="num">{price(now, kind)}</td>
              <td className={then ? 'num strong' : 'num mute'}>{then ? price(then, kind) : '–'}</td>
              {file ? null : (
                <td className="num">
                  <PriceField key={edits.get(kind.name) ?? ''} kind={kind} price={edits.get(kind.name) ?? ''} />
                </td>
              )}
              <td className="mute price-wide">
                {[...new Set(kind.rows.map((row) => term(now.priceSources[row] ?? '', locale.language)))].join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Foot gone={gone} />
    </>
  );
}

/** What becomes of the changes: the file that they make, or why they are none. gone: kinds that no node is of. */
function Foot({ gone }: { readonly gone: readonly string[] }) {
  const t = texts.value;
  const file = openedPrices.value;
  const made = editedPrices.value;
  if (!file && gone.length === 0 && !made) return null;
  return (
    <p className="price-foot mute">
      {file ? t('whatif.price.file', { name: file.name }) : null}
      {gone.length > 0 && !file ? t('whatif.price.gone', { list: gone.join(', ') }) : null}
      {made ? (
        <button
          type="button"
          className="link"
          onClick={() => download(new Blob([made.text], { type: 'text/plain' }), made.name)}
        >
          {t('whatif.price.save', { name: made.name })}
        </button>
      ) : null}
    </p>
  );
}

interface PriceFieldProps {
  readonly kind: Kind;
  /** Empty: it is not changed. */
  readonly price: string;
}

function PriceField({ kind: { name, type, spot }, price }: PriceFieldProps) {
  const t = texts.value;
  const [isWrong, setWrong] = useState(false);
  const label = [type || t('whatif.untyped'), ...(spot ? [t('assets.spot')] : [])].join(' ');
  const put = (typed: string): void => {
    const next = typed.trim() === '' ? '' : priceText(typed);
    setWrong(next === null);
    if (next !== null && next !== price) change(name, next === '' ? null : next);
  };
  return (
    <span className="price-field">
      <input
        defaultValue={price}
        placeholder="–"
        inputMode="decimal"
        autoComplete="off"
        aria-label={t('whatif.price.of', { name: label })}
        aria-invalid={isWrong}
        title={isWrong ? t('whatif.price.wrong') : undefined}
        onChange={(event) => put(event.currentTarget.value)}
      />
      {price === '' ? null : (
        <button
          type="button"
          className="icon-button"
          aria-label={t('whatif.price.undo', { name: label })}
          title={t('whatif.price.undo', { name: label })}
          onClick={() => change(name, null)}
        >
          ↺
        </button>
      )}
      {isWrong ? (
        <span className="price-wrong bad" role="alert">
          {t('whatif.price.wrong')}
        </span>
      ) : null}
    </span>
  );
}
