import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

/** `user`: that of this browser; `window`: that of an environment's windows, which is the clock of its hosts' service. */
export type Zone = { readonly kind: 'user' | 'window'; readonly name: string } | { readonly kind: 'utc' };

const STORED = 'slipway.zone';

export const userZone = (): Zone => ({ kind: 'user', name: Intl.DateTimeFormat().resolvedOptions().timeZone });

const Context = createContext<{ readonly zone: Zone; readonly choose: (zone: Zone) => void } | null>(null);

const stored = (): Zone => {
  const text = localStorage.getItem(STORED);
  if (text === 'utc') return { kind: 'utc' };
  return text === null || !isZone(text) ? userZone() : { kind: 'window', name: text };
};

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

export const ZoneProvider = ({ children }: { readonly children: ReactNode }) => {
  const [zone, setZone] = useState(stored);
  const value = useMemo(
    () => ({
      zone,
      choose: (chosen: Zone) => {
        if (chosen.kind === 'user') localStorage.removeItem(STORED);
        else localStorage.setItem(STORED, chosen.kind === 'utc' ? 'utc' : chosen.name);
        setZone(chosen);
      },
    }),
    [zone],
  );
  return <Context value={value}>{children}</Context>;
};

export const useZone = () => {
  const found = useContext(Context);
  if (found === null) throw new Error('there is no zone around this');
  return found;
};
