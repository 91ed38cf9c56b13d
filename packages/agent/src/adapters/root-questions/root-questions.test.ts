import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { asInstant } from '@slipway/core/time';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { durableFiles } from '../durable-files/index.ts';
import { createChecksQuestion } from './index.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');
const question = { what: asDigest(`sha256:${'a'.repeat(64)}`), askedAt: NOW };
const answer = {
  ...{ state: 'critical' as const, text: 'tcp: refused', takenAt: NOW, exit: null, modifiedAt: null },
  checks: [{ asked: 'tcp', state: 'ill' as const, judged: 'not-well' as const, detail: 'refused' }],
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'root-questions-'));
});
afterEach(async () => await rm(directory, { recursive: true }));
const open = () =>
  createChecksQuestion({
    asked: join(directory, 'asked.json'),
    answered: join(directory, 'answered.json'),
    files: durableFiles,
  });

it('hands on what is asked and what is answered, over a restart of either', async () => {
  expect([await open().asked(), await open().answered()]).toEqual([null, null]);
  await open().ask(question);
  expect(await open().asked()).toEqual(question);
  await open().answer({ ...question, answer });
  expect(await open().answered()).toEqual({ ...question, answer });
});

it('takes for nothing whatever a less trusted user lays there, a link to another file included', async () => {
  await writeFile(join(directory, 'elsewhere'), JSON.stringify(question));
  await symlink('elsewhere', join(directory, 'asked.json'));
  expect(await open().asked()).toBeNull();
});

it('never throws, whatever the files hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
      for (const name of ['asked.json', 'answered.json']) await writeFile(join(directory, name), text);
      expect([await open().asked(), await open().answered()]).toEqual([null, null]);
    }),
    { numRuns: 30 },
  );
  for (const text of [
    JSON.stringify({ ...question, what: 'sha256:x' }),
    JSON.stringify({ ...question, askedAt: 'now' }),
    'x'.repeat(5000),
  ]) {
    await writeFile(join(directory, 'asked.json'), text);
    expect(await open().asked()).toBeNull();
  }
});
