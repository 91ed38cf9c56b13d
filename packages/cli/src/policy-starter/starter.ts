import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StarterFor } from '@slipway/core/policy';

/** Written for people; `alone` is what a new controller begins with. */
const STARTERS: Readonly<Record<StarterFor, string>> = {
  team: fileURLToPath(new URL('./starter.yaml', import.meta.url)),
  alone: fileURLToPath(new URL('./starter-alone.yaml', import.meta.url)),
};

export const starterText = (whom: StarterFor): string => readFileSync(STARTERS[whom], 'utf8');
