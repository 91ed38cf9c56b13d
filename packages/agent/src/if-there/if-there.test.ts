import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ifThere, isAbsent, namesIfThere, textIfThere } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-if-there-'));
  writeFileSync(join(folder, 'b'), 'text');
  writeFileSync(join(folder, 'a'), '');
  mkdirSync(join(folder, 'c'));
  symlinkSync('loop', join(folder, 'loop'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what is there is read', async () => {
  expect(await textIfThere(join(folder, 'b'))).toBe('text');
  expect(await textIfThere(join(folder, 'a'))).toBe('');
  expect(await namesIfThere(folder)).toEqual(['a', 'b', 'c', 'loop']);
});

test('a name that is not there is absent', async () => {
  expect(await textIfThere(join(folder, 'no'))).toBeNull();
  expect(await namesIfThere(join(folder, 'no'))).toEqual([]);
});

test('what is there and cannot be read is no absence', async () => {
  await expect(textIfThere(join(folder, 'c'))).rejects.toThrow('EISDIR');
  await expect(namesIfThere(join(folder, 'b'))).rejects.toThrow('ENOTDIR');
  await expect(textIfThere(join(folder, 'b/below'))).rejects.toThrow('ENOTDIR');
  await expect(textIfThere(join(folder, 'loop'))).rejects.toThrow('ELOOP');
});

test('where another error means the same, it is named', async () => {
  expect(await ifThere(readFile(join(folder, 'loop')), ['ELOOP'])).toBeNull();
  await expect(ifThere(readFile(join(folder, 'c')), ['ELOOP'])).rejects.toThrow('EISDIR');
});

test('only an error of the system says that something is absent', () => {
  expect([new Error('ENOENT'), 'ENOENT', null, undefined, { code: 'ENOENT' }].map((error) => isAbsent(error))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});
