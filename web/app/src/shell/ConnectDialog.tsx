// Where data shall come from: an address, a file or the example.
import { texts } from '../words/words.ts';
import { CloseButton, Dialog } from './Dialog.tsx';
import { connectOpen } from './dialogs.ts';
import { loadConnect } from './later.ts';
import { Part } from './Part.tsx';

const close = (): void => {
  connectOpen.value = false;
};

export function ConnectDialog() {
  return (
    <Dialog open={connectOpen.value} close={close} className="connect" title="connect-title">
      <div className="connect-body">
        <CloseButton close={close} />
        <h2 id="connect-title">{texts.value('connect.title')}</h2>
        <Part load={loadConnect}>{({ ConnectForm }) => <ConnectForm close={close} />}</Part>
      </div>
    </Dialog>
  );
}
