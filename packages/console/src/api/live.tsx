// What the controller says has changed, as server-sent events: whatever shows it asks again. While the line is down, that is
// said beside everything that is shown.

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

/** `since`: when the line went down, by this browser's clock; `null`: it is up. */
export interface Live {
  readonly downSince: number | null;
}

const Context = createContext<Live>({ downSince: null });

/** Browsers come again by themselves, but give up on a refusal (a session that ended, a controller that restarts). */
const AGAIN_MS = 5000;

export const LiveProvider = ({ children }: { readonly children: ReactNode }) => {
  const client = useQueryClient();
  const [downSince, setDownSince] = useState<number | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let source: EventSource | null = null;
    const open = (): void => {
      source = new EventSource('/api/v1/events');
      source.addEventListener('begin', () => {
        setDownSince((before) => {
          // Something may have changed while nobody was told.
          if (before !== null) void client.invalidateQueries();
          return null;
        });
      });
      source.addEventListener('change', (event: MessageEvent<string>) => {
        const { subjects } = JSON.parse(event.data) as { readonly subjects: readonly string[] };
        for (const subject of subjects) void client.invalidateQueries({ queryKey: [subject] });
        if (subjects.includes('rollouts')) void client.invalidateQueries({ queryKey: ['hosts'] });
      });
      source.onerror = () => {
        setDownSince((before) => before ?? Date.now());
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(open, AGAIN_MS);
      };
    };
    open();
    return () => {
      source?.close();
      if (timer !== null) clearTimeout(timer);
    };
  }, [client]);
  return <Context value={{ downSince }}>{children}</Context>;
};

export const useLive = (): Live => useContext(Context);
