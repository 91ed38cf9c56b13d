import { useEffect } from 'react';

/** Of the element that is the page, without what is around it. */
export const MAIN = 'main';

/**
 * Where what has the focus goes away (the link to another page, a button that is done, signing in), the page takes it: else
 * nothing shows whoever has only a keyboard where they are. A dialog that closes gives it back to its button a moment later.
 */
export const useKeptFocus = (): void => {
  useEffect(() => {
    let last: Element | null = null;
    const note = ({ target }: FocusEvent): void => {
      last = target instanceof Element ? target : null;
    };
    // The browser tells nobody when it takes the focus from what is removed.
    const look = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      // Until the page is there, whatever is removed, and asked again with what comes next.
      document.getElementById(MAIN)?.focus({ preventScroll: true });
    });
    document.addEventListener('focusin', note);
    look.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', note);
      look.disconnect();
    };
  }, []);
};
