// What root's program prints of the guests: one JSON object, of which every field that is not of its form spoils the whole.

import type { GuestState } from '@slipway/core/guest';

export interface HookGuest {
  readonly name: string;
  readonly state: GuestState;
  /** 32 digits, as in `/etc/machine-id`. */
  readonly machineId: string | null;
  readonly notStartable: string | null;
}

const STATES: readonly GuestState[] = ['running', 'paused', 'stopped'];
/** It is handed back as an option's value, so that it must not look like an option. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** Dashes as of a UUID are left out. */
const MACHINE_ID = /^[0-9a-f]{32}$/;
/** A sentence for a person, told on as it is. */
const TEXT_MAX = 300;

/** `null`: it is none. */
export const guestsIn = (text: string): readonly HookGuest[] | null => {
  const { guests, ...others } = fieldsOf(parsed(text)) ?? {};
  if (!Array.isArray(guests) || Object.keys(others).length > 0) return null;
  const found = new Map<string, HookGuest>();
  for (const entry of guests as readonly unknown[]) {
    const guest = guestIn(entry);
    if (guest === null || found.has(guest.name)) return null;
    found.set(guest.name, guest);
  }
  return [...found.values()];
};

const guestIn = (entry: unknown): HookGuest | null => {
  const { name, state, machineId = null, notStartable = null, ...others } = fieldsOf(entry) ?? {};
  const known = STATES.find((one) => one === state);
  if (typeof name !== 'string' || !NAME.test(name) || known === undefined || Object.keys(others).length > 0)
    return null;
  if (!(notStartable === null || (typeof notStartable === 'string' && notStartable.length <= TEXT_MAX))) return null;
  const digits = typeof machineId === 'string' ? machineId.replaceAll('-', '').toLowerCase() : null;
  if (machineId !== null && (digits === null || !MACHINE_ID.test(digits))) return null;
  return { name, state: known, machineId: digits, notStartable };
};

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
