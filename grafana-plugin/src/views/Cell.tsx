// A figure with what field options say of it: text, colour, links.
import { formattedValueToString, type Field } from '@grafana/data';
import { DataLinksContextMenu } from '@grafana/ui';
import React from 'react';

/** Colours come from mappings and thresholds only: a palette has nothing to say of a figure in a table. */
function colourOf(field: Field, value: unknown): string | undefined {
  const { color, mappings } = field.config;
  const isColoured = color?.mode === 'thresholds' || color?.mode === 'fixed' || (mappings?.length ?? 0) > 0;
  return isColoured ? field.display?.(value).color : undefined;
}

export const textOf = (field: Field, row: number): string => {
  const value: unknown = field.values[row];
  return field.display ? formattedValueToString(field.display(value)) : String(value ?? '');
};

export interface CellProps {
  readonly field: Field;
  readonly row: number;
}

export function Cell({ field, row }: CellProps) {
  const shown = textOf(field, row);
  const colour = colourOf(field, field.values[row]);
  const style = colour === undefined ? {} : { color: colour };
  if ((field.config.links?.length ?? 0) === 0) return <span style={style}>{shown}</span>;
  return (
    <DataLinksContextMenu links={() => field.getLinks?.({ valueRowIndex: row }) ?? []}>
      {({ openMenu, targetClassName }) =>
        openMenu ? (
          <button type="button" className={targetClassName} style={style} onClick={openMenu}>
            {shown}
          </button>
        ) : (
          <span className={targetClassName} style={style}>
            {shown}
          </span>
        )
      }
    </DataLinksContextMenu>
  );
}
