// A panel beside the button that opened it, over everything else: a press elsewhere closes it, and so does scrolling.
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** close: the same function as long as the panel is open, or it listens anew each time. */
export function useFloating(
  button: HTMLElement,
  close: () => void,
): readonly [RefObject<HTMLDivElement>, { readonly top: string; readonly left: string }] {
  const panel = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ top: 0, left: 0 });
  useLayoutEffect(() => {
    const box = button.getBoundingClientRect();
    const { offsetWidth = 0, offsetHeight = 0 } = panel.current ?? {};
    const below = box.bottom + 4 + offsetHeight <= innerHeight;
    setPlace({
      top: Math.max(8, below ? box.bottom + 4 : box.top - 4 - offsetHeight),
      left: Math.max(8, Math.min(box.left, innerWidth - offsetWidth - 8)),
    });
    button.setAttribute('aria-expanded', 'true');
    panel.current?.querySelector<HTMLElement>('button, input')?.focus({ preventScroll: true });
    return () => button.removeAttribute('aria-expanded');
  }, [button]);
  useEffect(() => {
    const away = (event: Event): void => {
      if (!(event.target instanceof Node) || !panel.current?.contains(event.target)) close();
    };
    document.addEventListener('pointerdown', away);
    window.addEventListener('scroll', close, { passive: true });
    window.addEventListener('resize', close);
    return () => {
      document.removeEventListener('pointerdown', away);
      window.removeEventListener('scroll', close);
      window.removeEventListener('resize', close);
    };
  }, [close]);
  return [panel, { top: `${place.top}px`, left: `${place.left}px` }];
}
