// What the controller says has changed, as server-sent events: whatever shows it asks again. While the line is down, that is
// said beside everything that is shown.

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { askAgain } from './ask-again.ts';
import { isConcerned, isOfRollouts, isRollbackScope } from './concerned.ts';

/** `since`: when the line went down, by this browser's clock; `null`: it is up. */
export interface Live {
  readonly downSince: number | null;
}

const Context = createContext<Live>({ downSince: null });

/** Browsers come again by themselves, but give up on a refusal (a session that ended, a controller that restarts). */
const AGAIN_MS = 5000;

/** While a rollout runs, something changes every two seconds; in lists of hosts that is seen soon enough. */
const HOSTS_MS = 10_000;

/** The first time at once, then at most so often, and never forgotten. */
const seldom = (run: () => void): { readonly ask: () => void; readonly stop: () => void } => {
  let waits: ReturnType<typeof setTimeout> | null = null;
  let isAsked = false;
  const pause = (): void => {
    waits = setTimeout(() => {
      waits = null;
      if (!isAsked) return;
      isAsked = false;
      run();
      pause();
    }, HOSTS_MS);
  };
  return {
    ask: () => {
      if (waits !== null) {
        isAsked = true;
        return;
      }
      run();
      pause();
    },
    stop: () => {
      if (waits !== null) clearTimeout(waits);
    },
  };
};

export const LiveProvider = ({ children }: { readonly children: ReactNode }) => {
  const client = useQueryClient();
  const [downSince, setDownSince] = useState<number | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let source: EventSource | null = null;
    const hosts = seldom(() => void askAgain(client, isOfRollouts));
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
        void askAgain(client, (queryKey) => isConcerned(queryKey, subjects));
        if (!subjects.includes('rollouts')) return;
        hosts.ask();
        void client.invalidateQueries({ predicate: ({ queryKey }) => isRollbackScope(queryKey), refetchType: 'none' });
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
      hosts.stop();
    };
  }, [client]);
  return <Context value={{ downSince }}>{children}</Context>;
};

export const useLive = (): Live => useContext(Context);
