// Who hears of an event: by policy's contacts, and by being named in none.

import type { Contact, ToldEvent } from '../policy/index.ts';

/** To one audience; at once where `digestMinutes` is `null`. */
export interface Route {
  readonly audience: string;
  /** By name; `null`: nobody says what the audience hears, so it hears everything. */
  readonly contact: string | null;
  readonly digestMinutes: number | null;
}

export interface Routed {
  readonly kind: string;
  /** Absent or empty: of none in particular, and so of all. */
  readonly environments?: readonly string[];
}

/** In the audiences' order, each once: of several contacts that hear of it, the soonest counts. */
export const routesOf = (
  event: Routed,
  audiences: readonly string[],
  contacts: readonly Contact[] = [],
): readonly Route[] =>
  audiences.flatMap((audience): readonly Route[] => {
    const its = contacts.filter((contact) => contact.audience === audience);
    if (its.length === 0) return [{ audience, contact: null, digestMinutes: null }];
    const [soonest] = its.filter((contact) => hears(contact, event)).toSorted((a, b) => minutesOf(a) - minutesOf(b));
    if (soonest === undefined) return [];
    return [{ audience, contact: soonest.name, digestMinutes: soonest.digestMinutes ?? null }];
  });

const minutesOf = ({ digestMinutes }: Contact): number => digestMinutes ?? 0;

const hears = ({ hears: kinds, environments }: Contact, event: Routed): boolean => {
  if (kinds !== undefined && !kinds.includes(event.kind as ToldEvent)) return false;
  const of = event.environments ?? [];
  return environments === undefined || of.length === 0 || of.some((name) => environments.includes(name));
};
