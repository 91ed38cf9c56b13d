// A text that is typed into the address: it goes there once whoever types rests, and not after they have gone to another
// page, since what came late would call them back.

import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** `value`: what the address says now, without blanks at its ends. `restMs`: `null` while the text is none that can be asked for. */
export const useRested = (
  text: string,
  {
    value,
    restMs,
    tell,
  }: { readonly value: string; readonly restMs: number | null; readonly tell: (text: string) => void },
): void => {
  const router = useRouter();
  const wanted = text.trim();
  useEffect(() => {
    if (restMs === null || wanted === value) return;
    const timer = setTimeout(() => tell(wanted), restMs);
    const unsubscribe = router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
      if (pathChanged) clearTimeout(timer);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [router, wanted, value, restMs, tell]);
};
