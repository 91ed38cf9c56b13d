import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../test/made-dnf-host.ts';
import type { LockHolders } from '../../ports/index.ts';
import { readFrozenIndex, repodataOf } from './frozen-index.ts';
import { lockHolder } from './lock-holder.ts';
import { listedOf } from './origins.ts';
import { packagesRead } from './packages.ts';
import { pendingOf } from './pending.ts';
import { interpreterOfDnf, readAnswer } from './program.ts';
import { toldOf } from './propose.ts';
import { configuredOf, repositoryOf } from './repositories.ts';
import { shaped } from './shapes.ts';

/** Recorded from dnf 4.14 (Debian 12) by our program. */
const PACKAGE = {
  ...{ name: 'app', architecture: 'noarch', version: '1:1.0-1', source: 'app-suite-1.0-1.src.rpm', epoch: 1 },
  ...{ stream: null, automatic: false, held: false, doubled: false, torn: false },
};
const NONE = { items: [], total: 0 };
const REPOSITORY = { id: 'baseos', uri: 'file:///r', publisher: 'Made Linux 9', signedBy: null, keyFiles: [] };

describe('an answer of the program', () => {
  it.each([
    ['{"ok":true,"value":{"a":1}}\n', { value: { a: 1 } }],
    ['{"ok":false,"cause":"failed","problem":"Error: no"}\n', { problem: 'Error: no' }],
    [
      '{"ok":false,"cause":"no-python-dnf","problem":"No module named \'dnf\'"}\n',
      { problem: "this host has no library of dnf 4 (No module named 'dnf')" },
    ],
  ])('%j', (text, answer) => expect(readAnswer(text)).toEqual(answer));

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"ok":true}',
    '{"ok":false}',
    '{"ok":"true","value":1}',
    '{"ok":true,"value":1}x',
    'Complete!\n',
  ])('%j is none', (text) => expect(readAnswer(text)).toBeNull());

  it('never throws, whatever it is', () => {
    const isRead = (text: string): boolean => readAnswer(text) !== undefined;
    expect(() => fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), isRead))).not.toThrow();
  });
});

/** Every value, with some part of it replaced or gone, is either read whole or not at all. */
const damaged = (value: unknown): fc.Arbitrary<unknown> => {
  const paths = pathsIn(value);
  return fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.anything(), fc.constant(undefined))).map(([path, other]) => {
    const copy: unknown = structuredClone(value);
    let at = copy as Record<string, unknown>;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
    at[path.at(-1) ?? ''] = other;
    return copy;
  });
};

const pathsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsIn(inner, [...path, key])])
    : [];

describe('what an answer holds', () => {
  it('of packages is whole, or the database is unreadable', () => {
    expect(packagesRead({ sha256 }, { packages: [PACKAGE], unmet: NONE })).toMatchObject({
      value: { packages: [{ sourceName: 'app-suite', sourceVersion: '1:1.0-1', state: 'installed' }] },
    });
    fc.assert(
      fc.property(damaged({ packages: [PACKAGE], unmet: NONE }), (value) => {
        const read = packagesRead({ sha256 }, value);
        return read.ok ? read.value.packages.length === 1 : read.reason.code === 'package-database-broken';
      }),
    );
    const item = { name: 'app', architecture: 'noarch', version: '1:1.0-1', relation: 'Requires: lib >= 2' };
    const one = { packages: [PACKAGE], unmet: { items: [item], total: 1 } };
    expect(packagesRead({ sha256 }, one)).toMatchObject({ value: { database: { state: 'unmet', unmet: one.unmet } } });
    fc.assert(
      fc.property(damaged(one), (value) => {
        const read = packagesRead({ sha256 }, value);
        return !read.ok || read.value.database.state !== 'whole';
      }),
    );
    expect(packagesRead({ sha256 }, { packages: [], unmet: NONE }).ok).toBe(false);
  });

  it.each([
    [
      'a proposal',
      toldOf,
      {
        changes: [{ kind: 'upgrade', name: 'a', architecture: 'noarch', from: '1-1', to: '2-1', automatic: false }],
        conffiles: [{ package: 'a', path: '/etc/a' }],
        refused: [
          {
            ...{ name: 'b', architecture: 'noarch', version: '2-1', cause: 'dependency' },
            against: {
              kind: 'relation',
              name: 'c',
              architecture: 'noarch',
              version: '1-1',
              relation: 'c Requires: b = 1',
            },
          },
        ],
      },
    ],
    [
      'what is pending',
      (value: unknown) => pendingOf(value, { release: '9' }),
      {
        updates: [{ name: 'a', architecture: 'noarch', from: null, to: '2-1', repository: REPOSITORY, security: true }],
        keptBack: [{ name: 'b', architecture: 'noarch', cause: 'held' }],
      },
    ],
    ['a repository', (value: unknown) => repositoryOf(value), REPOSITORY],
    [
      'a repository with what is taken of it',
      (value: unknown) => configuredOf(value),
      {
        ...REPOSITORY,
        ...{ configured: 'file:///r', checks: ['metadata', 'packages'] },
        keys: { files: ['/etc/pki/a'], addresses: ['https://keys.invalid/a.asc'] },
      },
    ],
    [
      'origins',
      listedOf,
      {
        repositories: [REPOSITORY],
        packages: [
          {
            ...{ name: 'a', architecture: 'noarch', version: '1-1', exact: ['baseos'], from: '' },
            ...{ newest: { baseos: '2-1' }, ofSource: ['baseos'] },
          },
        ],
      },
    ],
  ] as const)('of %s is read whole or not at all', (_which, reader: (value: unknown) => unknown, whole) => {
    expect(shaped(whole, reader)).not.toBeNull();
    fc.assert(fc.property(fc.anything(), (value) => void shaped(value, reader)));
    fc.assert(fc.property(damaged(whole), (value) => void shaped(value, reader)));
  });
});

describe('a frozen index', () => {
  const HEX = 'a'.repeat(64);
  const INDEX = {
    schema: 'slipway.rpm-index/1',
    modules: ['---\ndocument: modulemd\n'],
    packages: [{ primary: `<package type="rpm"><location href="${HEX}.rpm"/></package>`, filelists: '<package/>' }],
  };

  it('is laid out as files that name each other, and each package where it lies', () => {
    const index = readFrozenIndex(JSON.stringify(INDEX));
    if (index === null) throw new Error('not read');
    const files = repodataOf(index, '/var/lib/staged');
    expect([...files.keys()]).toEqual(['primary.xml', 'filelists.xml', 'modules.yaml', 'repomd.xml']);
    expect(files.get('primary.xml')).toContain(`<location xml:base="file:///var/lib/staged" href="${HEX}.rpm"/>`);
    for (const [name, content] of files) {
      if (name === 'repomd.xml') continue;
      expect(files.get('repomd.xml')).toContain(sha256(Buffer.from(content)).slice('sha256:'.length));
    }
    expect(() => repodataOf(index, '/with blank/&')).toThrow(/cannot be given/);
  });

  it.each([
    ['another schema', { ...INDEX, schema: 'slipway.rpm-index/2' }],
    ['a field more', { ...INDEX, more: 1 }],
    ['no packages', { ...INDEX, packages: undefined }],
    ['a package without its text', { ...INDEX, packages: [{}] }],
    ['text of apt', 'Package: app'],
  ])('is none with %s', (_which, value) => expect(readFrozenIndex(JSON.stringify(value))).toBeNull());

  it('is never half of one', () => {
    expect(() => fc.assert(fc.property(fc.string(), (text) => readFrozenIndex(text) === null))).not.toThrow();
  });
});

describe('the interpreter of dnf', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dnf-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['#!/usr/bin/python3\nimport dnf\n', '/usr/bin/python3'],
    ['#!/usr/libexec/platform-python\n', '/usr/libexec/platform-python'],
    ['#! /usr/bin/python3.11 -s\n', '/usr/bin/python3.11'],
    // dnf5, and whatever else is no script.
    ['\x7fELF\x02\x01', null],
    ['#!/bin/sh\n', null],
    ['', null],
  ])('%j', (content, interpreter) => {
    const path = join(folder, 'dnf');
    writeFileSync(path, content);
    chmodSync(path, 0o755);
    expect(interpreterOfDnf([join(folder, 'gone'), path])).toBe(interpreter);
  });
});

describe('who holds a lock', () => {
  const seen = (of: string) => ({ holder: of, since: '2026-11-21T08:00:00.000Z' as never });
  const holders = (rpm: boolean): LockHolders => ({
    ofFiles: async ([path = '']) => (rpm ? seen(path) : null),
    ofProcess: async (pid) => (pid === 812 ? seen('dnf (pid 812)') : null),
  });
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'dnf-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const lockedBy = async (text: string | null, rpm = false) => {
    if (text !== null) {
      mkdirSync(join(root, 'var/lib/dnf'), { recursive: true });
      writeFileSync(join(root, 'var/lib/dnf/rpmdb_lock.pid'), text);
    }
    return (await lockHolder({ root }, holders(rpm)))?.holder ?? null;
  };

  it.each([
    ['nobody', null, null],
    ['the process that dnf’s file names', '812', 'dnf (pid 812)'],
    ['nobody where that process is gone', '813', null],
    ['nobody by a file that names none', '812; rm', null],
  ])('%s', async (_which, text, holder) => expect(await lockedBy(text)).toBe(holder));

  it('and rpm’s own before it', async () => {
    expect(await lockedBy('812', true)).toBe(join(root, 'var/lib/rpm/.rpm.lock'));
  });
});
