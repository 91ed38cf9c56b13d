import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Instant, isInstant } from '@slipway/core/time';
import { namesIfThere } from '../../if-there/index.ts';
import type { Inhibition } from '../../ports/index.ts';

/**
 * Files `NAME.json` of the folder: `{ "why": "being provisioned", "until": "2026-11-22T06:00:00.000Z" }`, the end left out
 * where nobody knows it. One that is no such file inhibits all the same, since somebody put it there to.
 */
export const readInhibitions = async (folder: string, now: Instant): Promise<Outcome<readonly Inhibition[]>> => {
  try {
    const names = (await namesIfThere(folder)).filter((name) => !name.startsWith('.'));
    const all = await Promise.all(
      names.map(async (name) => ({ name, ...readInhibition(await readFile(join(folder, name), 'utf8')) })),
    );
    return ok(all.filter(({ until }) => until === null || until > now));
  } catch (error) {
    return refuse('inhibitions-unknown', { detail: error instanceof Error ? error.message : String(error) });
  }
};

const readInhibition = (text: string): Omit<Inhibition, 'name'> => {
  const UNREADABLE = { until: null, why: 'its file is no JSON object with "why" and, if it ends, "until"' } as const;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('why' in value) || typeof value.why !== 'string')
      return UNREADABLE;
    if (!('until' in value)) return { until: null, why: value.why };
    const { until } = value;
    return typeof until === 'string' && isInstant(until) ? { until, why: value.why } : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
};
