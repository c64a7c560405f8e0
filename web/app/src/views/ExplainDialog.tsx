// The dialog of a derivation; what is in it is loaded when one is asked for first.
import { useEffect, useState } from 'react';
import { Dialog } from '../shell/Dialog.tsx';
import { explained } from '../shell/dialogs.ts';
import { texts } from '../words/words.ts';
import type { Explanation as Content } from './Explain.tsx';

export function ExplainDialog() {
  const what = explained.value;
  const [content, setContent] = useState<{ readonly Explanation: typeof Content } | null>(null);
  useEffect(() => {
    if (what !== null && content === null) void import('./Explain.tsx').then(setContent);
  }, [what, content]);
  const close = (): void => {
    explained.value = null;
  };
  return (
    <Dialog open={what !== null} close={close} className="connect explain" title="explain-title">
      {what && content ? <content.Explanation key={what.of} what={what} close={close} /> : null}
      {what && !content ? (
        <h2 id="explain-title" className="connect-body">
          {texts.value('explain.computing')}
        </h2>
      ) : null}
    </Dialog>
  );
}
