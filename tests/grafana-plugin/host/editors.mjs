// Grafana's core fills these registries at its start, with editors that are not published. A panel declares its options
// against them, so there must be something by each name.
const kEditors = [
  'text',
  'number',
  'slider',
  'boolean',
  'radio',
  'select',
  'multi-select',
  'strings',
  'color',
  'unit',
  'links',
  'actions',
  'thresholds',
  'mappings',
  'fieldColor',
  'stats-picker',
  'field-name',
  'dashboard-uid',
  'timezone',
];

export function registerEditors(data) {
  const nothing = () => null;
  data.standardEditorsRegistry.setInit(() =>
    kEditors.map((id) => ({ id, name: id, description: '', editor: nothing })),
  );
  const field = (id, process, more = {}) => ({
    id,
    path: id,
    name: id,
    description: '',
    editor: nothing,
    override: nothing,
    process,
    shouldApply: () => true,
    settings: {},
    ...more,
  });
  data.standardFieldConfigEditorRegistry.setInit(() => [
    field('displayName', data.displayNameOverrideProcessor),
    field('unit', data.unitOverrideProcessor ?? data.stringOverrideProcessor),
    field('min', data.numberOverrideProcessor),
    field('max', data.numberOverrideProcessor),
    field('fieldMinMax', data.booleanOverrideProcessor),
    field('decimals', data.numberOverrideProcessor),
    field('mappings', data.valueMappingsOverrideProcessor),
    field('noValue', data.stringOverrideProcessor),
    field('links', data.dataLinksOverrideProcessor),
    field('actions', (value) => value),
    field('color', data.identityOverrideProcessor ?? ((value) => value)),
    field('thresholds', data.thresholdsOverrideProcessor),
    field('filterable', data.booleanOverrideProcessor),
  ]);
}
