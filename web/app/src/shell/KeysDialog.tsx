// The dialog of keys.
import { texts } from '../words/words.ts';
import { CloseButton, Dialog } from './Dialog.tsx';
import { keysOpen } from './dialogs.ts';
import { loadKeys } from './later.ts';
import { Part } from './Part.tsx';

const close = (): void => {
  keysOpen.value = false;
};

export function KeysDialog() {
  return (
    <Dialog open={keysOpen.value} close={close} className="connect keys" title="keys-title">
      <div className="connect-body">
        <CloseButton close={close} />
        <h2 id="keys-title">{texts.value('keys.title')}</h2>
        <Part load={loadKeys}>{({ Keys }) => <Keys />}</Part>
      </div>
    </Dialog>
  );
}
