import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseMountPoints } from '../src/mount/table.ts';
import { readDocument, writeDocument } from '../src/state/document.ts';
import { assertOurs, markOurs, removeOurs } from '../src/state/marker.ts';
import { occupy } from '../src/state/occupant.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-lab-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const isWord = (value: unknown): value is string => typeof value === 'string';

test('no document, a good one and a wrong one are three answers', async () => {
  const path = join(directory, 'deep/word.json');
  expect(await readDocument(path, isWord)).toBeNull();
  await writeDocument(path, 'hello');
  expect(await readDocument(path, isWord)).toBe('hello');
  await writeDocument(path, 42);
  await expect(readDocument(path, isWord)).rejects.toMatchObject({ reason: 'unreadable-state' });
  await writeFile(path, '{"half');
  await expect(readDocument(path, isWord)).rejects.toMatchObject({ reason: 'unreadable-state' });
  expect(await readdir(join(directory, 'deep'))).toEqual(['word.json']);
});

test('only what the lab marked, and as what it marked it, is removed', async () => {
  const stranger = join(directory, 'stranger');
  await mkdir(stranger);
  await writeFile(join(stranger, 'precious'), 'data');
  await expect(removeOurs(stranger, 'host')).rejects.toMatchObject({ reason: 'not-ours' });
  await markOurs(stranger, 'base', 'b');
  await expect(removeOurs(stranger, 'host')).rejects.toMatchObject({ reason: 'not-ours' });
  await expect(assertOurs(stranger, 'lab')).rejects.toMatchObject({ reason: 'not-ours' });
  expect(await readFile(join(stranger, 'precious'), 'utf8')).toBe('data');
  await removeOurs(stranger, 'base');
  expect(await readdir(directory)).toEqual([]);
});

test('removing what is not there, and an empty directory of a run killed before its marker, is fine', async () => {
  await removeOurs(join(directory, 'never-was'), 'host');
  await mkdir(join(directory, 'empty'));
  await removeOurs(join(directory, 'empty'), 'host');
  expect(await readdir(directory)).toEqual([]);
});

test('a lab has one occupant; a dead one keeps nobody out', async () => {
  const path = join(directory, 'occupied.json');
  await occupy(path, async () => {
    await expect(occupy(path, () => Promise.resolve())).rejects.toMatchObject({ reason: 'lab-busy' });
  });
  const dead = spawnSync('true').pid;
  await writeFile(path, JSON.stringify({ pid: dead, startTicks: 1 }));
  expect(await occupy(path, () => Promise.resolve('in'))).toBe('in');
  expect(await readdir(directory)).toEqual([]);
});

test('who may wait comes next, and gives up after its time', async () => {
  const path = join(directory, 'occupied.json');
  const order: string[] = [];
  let second = Promise.resolve(0);
  await occupy(path, async () => {
    await expect(occupy(path, () => Promise.resolve(), { waitMs: 1 })).rejects.toMatchObject({ reason: 'lab-busy' });
    second = occupy(path, () => Promise.resolve(order.push('second')), { waitMs: 60_000 });
    order.push('first');
  });
  await second;
  expect(order).toEqual(['first', 'second']);
});

test('the occupation ends with the work, also where it fails', async () => {
  const path = join(directory, 'occupied.json');
  await expect(occupy(path, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
  expect(await occupy(path, () => Promise.resolve('in'))).toBe('in');
});

test('mount points with blanks and backslashes are read as they are', () => {
  const table = [
    '22 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '30 22 0:25 / /with\\040blank rw - tmpfs tmpfs rw',
    '31 22 0:26 / /back\\134slash rw master:1 - tmpfs tmpfs rw',
    '',
  ].join('\n');
  expect(parseMountPoints(table)).toEqual(['/', '/with blank', '/back\\slash']);
});
