// Cells that the tables of assets share.
import type { AssetsResult } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { explained } from '../shell/dialogs.ts';

interface CostCellProps {
  readonly result: AssetsResult;
  readonly row: number;
  readonly decimals: number;
  readonly locale: Locale;
}

/** The name by which an asset is explained: with what tells it from others of the kind. */
function fullName({ names, kinds, of, clusters }: AssetsResult, row: number): string {
  const [name, more, kind] = [names[row] ?? '', of[row] ?? '', kinds[row] ?? ''];
  const parts = kind === 'loadBalancer' ? [more] : kind === 'network' ? [name, more] : [more, name];
  return [clusters[row], ...(kind === 'volume' ? [name] : parts)].filter(Boolean).join('/');
}

/** What an asset costs; a press shows where that comes from. */
export function CostCell({ result, row, decimals, locale }: CostCellProps) {
  const name = result.names[row] ?? '';
  const cost = locale.money.cell(result.totalCost.units[row] ?? NaN, decimals);
  const label = locale.t('table.explain', { name });
  if (!result.totalCost.nano[row]) return <td className="num strong">{cost}</td>;
  const of = `asset:${JSON.stringify(fullName(result, row))}`;
  return (
    <td className="num strong">
      <button
        type="button"
        className="figure"
        title={label}
        aria-label={`${cost}, ${label}`}
        onClick={() => (explained.value = { of, name })}
      >
        {cost}
      </button>
    </td>
  );
}

export const Head = ({ text }: { readonly text: string }) => (
  <th scope="col" className="num">
    {text}
  </th>
);

/** The machine's own part stands out; the domain, mostly the same for all, gives way where room is short. */
export function AssetName({ name }: { readonly name: string }) {
  const dot = name.indexOf('.');
  const [host, domain] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return (
    <span className="node-name" title={name}>
      <span>{host}</span>
      {domain ? <span className="faint">{domain}</span> : null}
    </span>
  );
}
