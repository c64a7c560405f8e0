import { PanelPlugin } from '@grafana/data';
import { CostPanel } from './panel.tsx';

export const plugin = new PanelPlugin(CostPanel);
