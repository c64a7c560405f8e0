// Adds one condition to the filter.
import type { AllocationResult } from '@prorata/engine';
import type { FilterPart, Locale } from '@prorata/ui';
import { texts } from '../words/words.ts';
import { loadPanels } from './later.ts';
import { Menu } from './Menu.tsx';
import { Part } from './Part.tsx';

export interface AddFilterProps {
  readonly parts: readonly FilterPart[];
  readonly result: AllocationResult | null;
  readonly locale: Locale;
}

export function AddFilter(props: AddFilterProps) {
  return (
    <Menu label={texts.value('filter.label')} icon="plus" text="" className="add-filter" load={loadPanels}>
      {(close) => <Part load={loadPanels}>{({ AddFilterForm }) => <AddFilterForm {...props} close={close} />}</Part>}
    </Menu>
  );
}
