import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BUILT_IN, diagnose, type FailedStep, type SearchedLog } from './index.ts';

// What real programs wrote when they failed: dpkg 1.21.22 and apt 2.6.1 of Debian 12, dnf 4.14 with rpm 4.18, systemd 252
// with nginx 1.22, on packages and repositories that were made to fail.

const FOLDER = new URL('recorded/', import.meta.url);
const LOGS: Readonly<Record<string, { readonly log: SearchedLog; readonly family: FailedStep['family'] }>> = {
  apt: { log: 'output', family: 'apt' },
  dnf: { log: 'output', family: 'dnf' },
  'dnf-log': { log: 'dnf', family: 'dnf' },
  'dnf-rpm-log': { log: 'dnf-rpm', family: 'dnf' },
  journal: { log: 'journal', family: null },
};

const told = (name: string): string => {
  const place = LOGS[name.split('.')[0] ?? ''];
  if (place === undefined) throw new Error(`${name} is of no log that is known`);
  const lines = readFileSync(new URL(name, FOLDER), 'utf8')
    .split('\n')
    .map((text) => ({ log: place.log, text }));
  const found = diagnose({ step: 'apply', reason: null, family: place.family, lines }, BUILT_IN);
  const texts = found.map(
    ({ code, what, evidence }) =>
      `  ${code}: ${what}\n${evidence.map(({ text }) => `    > ${text.trim()}\n`).join('')}`,
  );
  return `${name}\n${texts.join('')}`;
};

it('real failures are diagnosed as they were the last time that somebody looked', async () => {
  const names = readdirSync(FOLDER).toSorted();
  const texts = names.map(told);
  // The point of it: there is none of which nothing is known.
  expect(texts.filter((text) => !text.includes(': '))).toEqual([]);
  await expect(texts.join('\n')).toMatchFileSnapshot('golden/diagnoses.txt');
});
