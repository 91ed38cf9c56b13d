// What root's program prints: one JSON object, of which every field that is not of its form spoils the whole.

import type { RestorePointState } from '@slipway/core/restore-point';

export interface HookAnswer {
  readonly state: RestorePointState;
  /** Mount points of everything that would go back. */
  readonly volumes: readonly string[];
  readonly bootable: boolean;
  readonly usedPercent: number | null;
}

const STATES: readonly RestorePointState[] = ['standing', 'full', 'boot-due', 'back', 'gone'];

/** `null`: it is none. `volumes` is needed of what stands; of what is gone, nothing is. */
export const readAnswer = (text: string): HookAnswer | null => {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const {
    state,
    volumes = [],
    bootable = false,
    usedPercent = null,
    ...others
  } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0) return null;
  const known = STATES.find((one) => one === state);
  const isPercent = Number.isSafeInteger(usedPercent) && Number(usedPercent) >= 0 && Number(usedPercent) <= 100;
  if (known === undefined || typeof bootable !== 'boolean' || !(usedPercent === null || isPercent)) return null;
  if (!Array.isArray(volumes) || !volumes.every((one) => typeof one === 'string' && one.startsWith('/'))) return null;
  return { state: known, volumes, bootable, usedPercent: usedPercent as number | null };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
