// Lines above figures that few ever see: a value of the link that cannot be read, and what of the link a view leaves out.
import type { EngineReason } from '../load/failure.ts';
import { forgetPrices, openedPrices } from '../state/charging.ts';
import { navigate, view } from '../state/history.ts';
import { asRecorded, initialView, leavesOut, type ViewState } from '../state/view.ts';
import { Sentence } from '../shell/Code.tsx';
import { texts } from '../words/words.ts';
import '../style/notes.css';

type Key = 'by' | 'f' | 'share' | 'part' | 'cmp' | 'w' | 'file' | 'other';

interface Wrong {
  readonly key: Key;
  /** As the link has it; empty where no value is to blame. */
  readonly value: string;
  readonly repair: () => void;
}

const without = (list: readonly string[], at: number): readonly string[] => list.filter((_, place) => place !== at);

/** The same without what can be wrong in a link. */
const usual = ({ by, filter, share, idlePart, against, whatIfShare }: ViewState): Partial<ViewState> => ({
  by,
  filter,
  share,
  idlePart,
  against,
  whatIfShare,
});

/** What the engine puts in quotes. */
const namedIn = (message: string): string => /"([^"]*)"/.exec(message)?.[1] ?? '';

/** Rules of the scenario stand instead of those of the view, so either may be meant. */
function wrongRule(at: number, message: string, { share, whatIfShare }: ViewState): Wrong {
  const isOfScenario = whatIfShare[at]?.includes(namedIn(message)) ?? false;
  const rules = isOfScenario ? whatIfShare : share;
  const rest = without(rules, at);
  return {
    key: 'share',
    value: rules[at] ?? '',
    repair: () => navigate(isOfScenario ? { whatIfShare: rest } : { share: rest }),
  };
}

function wrongKey(message: string, { by }: ViewState): Wrong {
  const named = namedIn(message);
  const others = by.filter((key) => key !== named);
  return {
    key: 'by',
    value: others.length < by.length ? named : by.join(','),
    repair: () => navigate({ by: others.length > 0 && others.length < by.length ? others : initialView.by }),
  };
}

/** Which value of the link the engine means. */
export function wrongOf({ where, message }: EngineReason, state: ViewState): Wrong {
  const rule = /^share\[(\d+)\]/.exec(where)?.[1];
  if (rule !== undefined) return wrongRule(Number(rule), message, state);
  switch (where) {
    case 'aggregate':
      return wrongKey(message, state);
    case 'filter':
      return { key: 'f', value: state.filter, repair: () => navigate({ filter: '' }) };
    case 'idleCoefficients':
      return { key: 'part', value: state.idlePart, repair: () => navigate({ idlePart: '' }) };
    case 'window':
      return state.against === ''
        ? { key: 'w', value: state.window, repair: () => navigate({ window: '' }) }
        : { key: 'cmp', value: state.against, repair: () => navigate({ against: '' }) };
  }
  return openedPrices.peek() !== null && where !== ''
    ? { key: 'file', value: where, repair: forgetPrices }
    : { key: 'other', value: '', repair: () => navigate(usual(initialView)) };
}

/** Where the engine stopped reading, the rest stands out. */
function Value({ text, message }: { readonly text: string; readonly message: string }) {
  const at = Number(/column (\d+)/.exec(message)?.[1] ?? NaN) - 1;
  if (!(at >= 0 && at < text.length)) return <code>{text}</code>;
  return (
    <code>
      {text.slice(0, at)}
      <mark>{text.slice(at)}</mark>
    </code>
  );
}

export function RefusalText({ reason }: { readonly reason: EngineReason }) {
  const t = texts.value;
  const { key, value, repair } = wrongOf(reason, view.value);
  return (
    <div className="notice notice-warn refusal" role="alert">
      <div>
        <b>{t(`refusal.${key}`)}</b> {value === '' ? null : <Value text={value} message={reason.message} />}
        <br />
        <Sentence text={t(`refusal.${key}.hint`)} />
        <details open={key === 'file'}>
          <summary>{t('refusal.words')}</summary>
          <code>{reason.message}</code>
        </details>
      </div>
      <button type="button" className="link" onClick={repair}>
        {t(`refusal.${key}.fix`)}
      </button>
    </div>
  );
}

/** What of the link is not in the figures of this view. */
export function LeftOut() {
  const t = texts.value;
  const state = view.value;
  const { scenario, filter, fetch } = leavesOut(state);
  const prices = [state.whatIf, state.whatIfPrices, ...state.whatIfShare].filter(Boolean).join(', ');
  return (
    <>
      {scenario ? (
        <div className="notice" role="note">
          <span>
            <b>{t('leftout.scenario')}</b> <code>{prices}</code> {t('leftout.scenario.text')}
          </span>
          <button type="button" className="link" onClick={() => navigate({ view: 'allocation', drawer: 'whatif' })}>
            {t('leftout.scenario.show')}
          </button>
          <button
            type="button"
            className="link"
            onClick={() => navigate({ whatIf: '', whatIfShare: [], whatIfPrices: '' })}
          >
            {t('leftout.scenario.remove')}
          </button>
        </div>
      ) : null}
      {fetch === '' ? null : (
        <div className="notice" role="note">
          <span>
            <b>{t('leftout.fetch')}</b> <code>{fetch}</code>
          </span>
          <button type="button" className="link" onClick={() => navigate(asRecorded)}>
            {t('leftout.fetch.remove')}
          </button>
        </div>
      )}
      {filter ? (
        <div className="notice" role="note">
          <span>
            <b>{t(state.view === 'gpu' ? 'leftout.filter.part' : 'leftout.filter')}</b> <code>{state.filter}</code>
          </span>
          <button type="button" className="link" onClick={() => navigate({ view: 'allocation' })}>
            {t('leftout.filter.show')}
          </button>
          <button type="button" className="link" onClick={() => navigate({ filter: '' })}>
            {t('refusal.f.fix')}
          </button>
        </div>
      ) : null}
    </>
  );
}
