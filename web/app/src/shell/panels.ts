// What opens from the bars over a view, in one part: few of them are opened on a visit, and mostly several.
export { AddFilterForm } from './AddFilterForm.tsx';
export { ChargingPanel } from './ChargingPanel.tsx';
export { CurrencyPanel } from './CurrencyPanel.tsx';
export { GroupPanel } from './GroupPanel.tsx';
export { WindowPanel } from './WindowPanel.tsx';
