// Which guests come back together, and in which order.

import type { GuestName, GuestRules } from './types.ts';

/** Guests that are started at once, first those that others stand on. They go in the opposite order. */
export const startingOrder = <G extends GuestName>(
  rules: GuestRules,
  guests: readonly G[],
): readonly (readonly G[])[] => {
  const order = rules.choice === 'stop' ? (rules.order ?? []) : [];
  const named = order.map((name) => guests.filter((guest) => guest.name === name));
  return [...named, guests.filter(({ name }) => !order.includes(name))].filter(({ length }) => length > 0);
};

export const isSameGuest = (a: GuestName, b: GuestName): boolean => a.kind === b.kind && a.name === b.name;

export const byGuest = (a: GuestName, b: GuestName): number =>
  a.kind === b.kind ? (a.name < b.name ? -1 : Number(a.name > b.name)) : a.kind < b.kind ? -1 : 1;
