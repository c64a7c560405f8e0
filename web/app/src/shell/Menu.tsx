// A button that opens a panel below it. Escape, a click elsewhere or leaving it with Tab closes.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { prepare } from '../state/loaded.ts';
import { Icon, type IconName } from './icons.tsx';

export interface MenuProps {
  readonly label: string;
  readonly icon?: IconName;
  readonly text: ReactNode;
  readonly className?: string;
  /** Which edge of the button the panel keeps. */
  readonly align?: 'start' | 'end';
  /** Of what is in the panel: it begins when somebody reaches for the button. */
  readonly load: () => Promise<object>;
  readonly children: (close: () => void) => ReactNode;
}

export function Menu({ label, icon, text, className = '', align = 'start', load, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const away = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className={`menu ${className}`} ref={root}>
      <button
        type="button"
        className="control"
        ref={button}
        aria-expanded={open}
        aria-haspopup="dialog"
        onPointerEnter={() => prepare(load)}
        onFocus={() => prepare(load)}
        onClick={() => setOpen(!open)}
      >
        {icon ? <Icon name={icon} /> : null}
        <span className="control-label">{label}</span>
        <span className="control-text">{text}</span>
        <Icon name="chevron" />
      </button>
      {open ? (
        <div className={`panel panel-${align}`} role="dialog" aria-label={label}>
          {children(close)}
        </div>
      ) : null}
    </div>
  );
}
