// A dialog over the page: Escape and a press beside it close it.
import { useEffect, useRef, type ReactNode } from 'react';
import { texts } from '../words/words.ts';
import { Icon } from './icons.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly className: string;
  /** Id of the heading that names it. */
  readonly title: string;
  readonly children: ReactNode;
}

export function Dialog({ open, close, className, title, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-labelledby={title}
      onClose={close}
      onClick={(event) => (event.target === dialog.current ? close() : undefined)}
    >
      {open ? children : null}
    </dialog>
  );
}

/** In the corner of what stands in a dialog. */
export function CloseButton({ close }: { readonly close: () => void }) {
  return (
    <button type="button" className="icon-button connect-close" aria-label={texts.value('menu.close')} onClick={close}>
      <Icon name="close" />
    </button>
  );
}
