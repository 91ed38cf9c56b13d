import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StarterFor } from '@slipway/core/policy';

/** Written for people; `alone` is what a new controller begins with. */
const STARTERS: Readonly<Record<StarterFor, string>> = {
  team: fileURLToPath(new URL('./starter.yaml', import.meta.url)),
  alone: fileURLToPath(new URL('./starter-alone.yaml', import.meta.url)),
};

export const starterText = (whom: StarterFor): string => readFileSync(STARTERS[whom], 'utf8');

/** The first line of what `policy show` prints; a file that still has it is applied to that revision and no other. */
export const revisionNote = (revision: number): string => `Made from revision ${revision}`;

const NOTE = /^# Made from revision (\d{1,9})\b/m;

/** `null`: the file does not say. */
export const revisionNoted = (text: string): number | null => {
  const head = /^(?:#.*\r?\n|\s*\r?\n)*/.exec(text)?.[0] ?? '';
  const found = NOTE.exec(head)?.[1];
  return found === undefined ? null : Number(found);
};
