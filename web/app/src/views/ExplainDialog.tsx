// The dialog of a derivation.
import { CloseButton, Dialog } from '../shell/Dialog.tsx';
import { explained } from '../shell/dialogs.ts';
import { loadExplain } from '../shell/later.ts';
import { Part } from '../shell/Part.tsx';
import { texts } from '../words/words.ts';

const close = (): void => {
  explained.value = null;
};

export function ExplainDialog() {
  const what = explained.value;
  const t = texts.value;
  return (
    <Dialog open={what !== null} close={close} className="connect explain" title="explain-title">
      {what ? (
        <div className="connect-body">
          <CloseButton close={close} />
          <h2 id="explain-title">{t('explain.title', { name: what.name })}</h2>
          <Part load={loadExplain} wait={<p className="lead">{t('explain.computing')}</p>}>
            {({ Explanation }) => <Explanation key={what.of} what={what} />}
          </Part>
        </div>
      ) : null}
    </Dialog>
  );
}
