import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { addOptions } from './options/editors.ts';
import { changeFrom, migrate } from './options/migrate.ts';
import type { CostOptions } from './options/options.ts';
import { suggest } from './options/suggest.ts';
import { CostPanel } from './panel/CostPanel.tsx';
import { register } from './plugin.ts';

export const plugin = register(
  new PanelPlugin<CostOptions>(CostPanel)
    .useFieldConfig({
      // Figures of a cost have no largest or smallest, and nothing filters by them.
      disableStandardOptions: [FieldConfigProperty.Min, FieldConfigProperty.Max, FieldConfigProperty.Filterable],
      // A colour belongs to a name, never to a rank: another range must not change it.
      standardOptions: {
        [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassicByName } },
      },
    })
    .setPanelOptions(addOptions)
    .setMigrationHandler(migrate)
    .setPanelChangeHandler((_panel, previous) => changeFrom(previous))
    // Before 13 it took an object, and nobody asked other plugins than Grafana's own.
    .setSuggestionsSupplier(suggest as never),
);
