// The window of the data, the step of the chart and the zone they are counted in.
import type { Span } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { zoneName } from '../load/zone.ts';
import { allocation, stepFor } from '../state/answers.ts';
import { view } from '../state/history.ts';
import { steps } from '../state/view.ts';
import { liveWindow } from '../state/window.ts';
import { texts } from '../words/words.ts';
import { moveWindow, windowBeside } from './keys.ts';
import { Icon } from './icons.tsx';
import { loadPanels } from './later.ts';
import { Menu } from './Menu.tsx';
import { Part } from './Part.tsx';

/** shown: what there is answers for; null where a server had nothing, and what was asked stands there. */
export function WindowMenu({ shown, locale }: { readonly shown: Span | null; readonly locale: Locale }) {
  const t = texts.value;
  const state = view.value;
  const span = allocation.value?.window ?? shown;
  const step = span ? stepFor(state.step, span.endMs - span.startMs) : '';
  const stepName = steps.find((name) => name === step);
  const window = span ? locale.time.window(span.startMs, span.endMs) : liveWindow(state.window);
  const zone = state.timeZone === 'local' ? zoneName('local') : state.timeZone;
  const more = stepName ? `${zone} · ${t(`step.${stepName}`)}` : zone;
  const text = (
    <span title={`${window} ${more}`}>
      {window} <span className="mute">{more}</span>
    </span>
  );
  const [earlier, later] = [windowBeside(-1), windowBeside(1)];
  const moves = earlier !== null || later !== null;
  return (
    <div className="window-group">
      {moves ? <Mover by={-1} can={earlier !== null} /> : null}
      <Menu label={t('top.window')} icon="calendar" text={text} className="window-menu" align="end" load={loadPanels}>
        {(close) => <Part load={loadPanels}>{({ WindowPanel }) => <WindowPanel close={close} locale={locale} />}</Part>}
      </Menu>
      {moves ? <Mover by={1} can={later !== null} /> : null}
    </div>
  );
}

function Mover({ by, can }: { readonly by: -1 | 1; readonly can: boolean }) {
  const label = texts.value(by < 0 ? 'window.earlier' : 'window.later');
  return (
    <button
      type="button"
      className="control control-icon"
      title={label}
      aria-label={label}
      disabled={!can}
      onClick={() => moveWindow(by)}
    >
      <Icon name={by < 0 ? 'left' : 'right'} />
    </button>
  );
}
