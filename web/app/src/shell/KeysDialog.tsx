// The dialog of keys; what is in it is loaded when it is asked for.
import { texts } from '../words/words.ts';
import { useLoaded } from '../state/loaded.ts';
import { Dialog } from './Dialog.tsx';
import { keysOpen } from './dialogs.ts';
import { Icon } from './icons.tsx';

const load = () => import('./Keys.tsx');
const close = (): void => {
  keysOpen.value = false;
};

export function KeysDialog() {
  return (
    <Dialog open={keysOpen.value} close={close} className="connect keys" title="keys-title">
      <div className="connect-body">
        <button
          type="button"
          className="icon-button connect-close"
          aria-label={texts.value('menu.close')}
          onClick={close}
        >
          <Icon name="close" />
        </button>
        <h2 id="keys-title">{texts.value('keys.title')}</h2>
        <Content />
      </div>
    </Dialog>
  );
}

function Content() {
  const part = useLoaded(load);
  return part === null || part === 'failed' ? null : <part.Keys />;
}
