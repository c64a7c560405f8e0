// A stand-in for Grafana around the panel: the published packages of one release, SystemJS as Grafana sets it up, and
// `PanelChrome` with the panel in it. What to show comes from the server as JSON; the driver of a test changes it through
// `window.host`.
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import 'systemjs/dist/extras/named-register.js';

import * as emotion from '@emotion/css';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { createRoot } from 'react-dom/client';

import { replaceVariables } from './variables.mjs';
import { registerEditors } from './editors.mjs';

const { createElement: h } = React;
const { System } = window;

function shareModules() {
  const shared = {
    react: React,
    'react-dom': ReactDOM,
    '@emotion/css': emotion,
    '@grafana/data': grafanaData,
    '@grafana/runtime': grafanaRuntime,
    '@grafana/ui': grafanaUi,
  };
  for (const [name, module] of Object.entries(shared)) System.set(`package:${name}`, module);
  System.addImportMap({
    imports: Object.fromEntries(Object.keys(shared).map((name) => [name, `package:${name}`])),
  });
}

/** Releases before 11 hide `define`, fetch every plugin, and evaluate it with `define` around it. */
function fetchPlugins() {
  const define = '__grafana_amd_define';
  if (!window[define]) return;
  const { prototype } = System.constructor;
  const { fetch } = prototype;
  prototype.shouldFetch = () => true;
  prototype.fetch = async function (url, options) {
    const response = await fetch.call(this, url, options);
    const source = `(function(define){${await response.text()}\n})(window.${define});`;
    return new Response(source, { status: response.status, headers: { 'content-type': 'application/javascript' } });
  };
}

function prepareRuntime() {
  registerEditors(grafanaData);
  grafanaRuntime.setTemplateSrv?.({ replace: (text) => text ?? '', getVariables: () => [], updateTimeRange() {} });
  grafanaRuntime.setAppEvents?.(new grafanaData.EventBusSrv());
}

const timeRange = ({ from, to }) => {
  const [begin, end] = [grafanaData.dateTime(from), grafanaData.dateTime(to)];
  return { from: begin, to: end, raw: { from: begin, to: end } };
};

/** Frames as a data source hands them over, with the panel's field options applied, as Grafana's core does. Panels that
 * use another panel's answer get columns that are the same objects; others ask for themselves. */
const decoded = new Map();
function framesOf(panel, plugin, theme) {
  const { frameSets, shareFrames } = window.hostSettings.show;
  const decode = () => frameSets[panel.frames].map((json) => grafanaData.dataFrameFromJSON(json));
  if (shareFrames && !decoded.has(panel.frames)) decoded.set(panel.frames, decode());
  const frames = shareFrames ? decoded.get(panel.frames) : decode();
  return grafanaData.applyFieldOverrides({
    data: frames,
    fieldConfig: fieldConfigOf(panel, plugin),
    fieldConfigRegistry: plugin.fieldConfigRegistry,
    theme,
    timeZone: panel.timeZone,
    replaceVariables: (text) => text,
  });
}

/** Defaults of the plugin below what the dashboard says, as Grafana's core has it. */
const fieldConfigOf = (panel, plugin) => ({
  ...panel.fieldConfig,
  defaults: { ...plugin.fieldConfigDefaults.defaults, ...panel.fieldConfig.defaults },
});

/** Everything thrown below ends in one panel, as in Grafana. */
class Boundary extends React.Component {
  state = { problem: null };
  static getDerivedStateFromError(problem) {
    return { problem };
  }
  render() {
    return this.state.problem
      ? h('div', { 'data-testid': 'panel-crashed' }, String(this.state.problem.message))
      : this.props.children;
  }
}

function Panel({ panel, plugin, theme, onState }) {
  const context = React.useMemo(
    () => ({
      eventsScope: 'global',
      eventBus: new grafanaData.EventBusSrv(),
      onInstanceStateChange: onState,
    }),
    [onState],
  );
  const data = React.useMemo(() => {
    const { state = 'Done', errors, range } = panel;
    const series = framesOf(panel, plugin, theme);
    const request = { targets: panel.targets ?? [], startTime: panel.now };
    return { state, series, timeRange: timeRange(range), structureRev: 1, request, ...(errors ? { errors } : {}) };
  }, [panel.frames, panel.state, panel.range, theme]);
  const fieldConfig = React.useMemo(() => fieldConfigOf(panel, plugin), [panel.fieldConfig, plugin]);
  const options = panel.rawOptions ?? { ...plugin.defaults, ...panel.options };
  const body = (width, height) =>
    h(plugin.panel, {
      id: panel.id,
      title: panel.title,
      data,
      timeRange: data.timeRange,
      timeZone: panel.timeZone,
      options,
      fieldConfig,
      width,
      height,
      transparent: false,
      renderCounter: 0,
      eventBus: context.eventBus,
      onOptionsChange: () => undefined,
      onFieldConfigChange: () => undefined,
      replaceVariables: replaceVariables(panel.variables ?? {}),
      onChangeTimeRange: (range) => window.host.zooms.push(range),
    });
  return h(
    'section',
    { 'data-panel': panel.id, style: { width: panel.width, height: panel.height } },
    h(
      grafanaUi.PanelContextProvider,
      { value: context },
      h(grafanaUi.PanelChrome, { title: panel.title, width: panel.width, height: panel.height }, (width, height) =>
        h(Boundary, {}, h('div', { style: { width, height } }, body(width, height))),
      ),
    ),
  );
}

/** One of the panel's own option editors, as the options pane shows it. */
function Editor({ plugin, editor, options, instanceState }) {
  const builder = new grafanaData.PanelOptionsEditorBuilder();
  plugin.getPanelOptionsSupplier()(builder, { data: [], options });
  const item = builder.getItems().find(({ id }) => id === editor);
  const [value, setValue] = React.useState(options?.[item.path]);
  return h(
    'section',
    { 'data-editor': editor, style: { width: 400 } },
    h(item.editor, { value, onChange: setValue, item, id: editor, context: { data: [], options, instanceState } }),
  );
}

function Board({ plugin, shown, onState }) {
  const theme = React.useMemo(() => grafanaData.createTheme({ colors: { mode: shown.theme } }), [shown.theme]);
  return h(
    grafanaData.ThemeContext.Provider,
    { value: theme },
    h(grafanaUi.GlobalStyles),
    h(
      'main',
      { style: { display: 'flex', flexWrap: 'wrap', gap: 8, background: theme.colors.background.canvas } },
      h('h1', { style: { position: 'absolute', left: -10000 } }, 'Dashboard'),
      ...shown.panels.map((panel) => h(Panel, { key: panel.id, panel, plugin, theme, onState })),
      shown.editor ? h(Editor, { plugin, ...shown.editor, instanceState: window.host.published }) : null,
    ),
  );
}

async function start() {
  shareModules();
  fetchPlugins();
  prepareRuntime();
  const { pluginUrl, show } = window.hostSettings;
  const { plugin } = await System.import(pluginUrl);
  plugin.meta = { id: 'prorata-cost-panel', name: 'Kubernetes cost (prorata)' };
  const root = createRoot(document.getElementById('reactRoot'));
  let shown = show;
  const draw = () => root.render(h(Board, { plugin, shown, onState: window.host.onState }));
  window.host = {
    plugin,
    zooms: [],
    published: null,
    onState: (state) => (window.host.published = state),
    location: () => grafanaRuntime.locationService.getLocation().search,
    /** change: of the panel with this id. */
    change(id, change) {
      shown = { ...shown, panels: shown.panels.map((panel) => (panel.id === id ? { ...panel, ...change } : panel)) };
      draw();
    },
    show(next) {
      shown = { ...shown, ...next };
      draw();
    },
  };
  draw();
}

window.host = { zooms: [], published: null };
start().catch((problem) => {
  const text = document.createElement('pre');
  text.dataset.testid = 'load-failed';
  text.textContent = String(problem?.message ?? problem);
  document.body.append(text);
});
