// The files beside the scripts: stored texts, and policies.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const textPath = (name: string): string => fileURLToPath(new URL(`../texts/${name}.txt`, import.meta.url));

/** Empty where nothing has been stored yet. */
export const storedText = (name: string): string => {
  const path = textPath(name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

export const storeText = (name: string, text: string): void => writeFileSync(textPath(name), text);

export const policyText = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../policies/${file}`, import.meta.url)), 'utf8');

/** `null`: they are the same, byte for byte. */
export const firstDifference = (stored: string, came: string): string | null => {
  if (stored === came) return null;
  const [before, after] = [stored.split('\n'), came.split('\n')];
  const at = after.findIndex((line, index) => line !== before[index]);
  const line = at === -1 ? after.length : at;
  return `differs from its text in line ${line + 1}\n  stored: ${before[line] ?? '(the end)'}\n  came:   ${after[line] ?? '(the end)'}`;
};
