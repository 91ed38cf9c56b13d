// What dnf 4 and rpm really answer (test/recordings/dnf-4), read whole; and whatever damage it comes to on the way: a reader may
// refuse, it never throws, and nothing unreadable reads as "nothing".

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damagedText } from '../../../test/damaged.ts';
import { sha256 } from '../../../test/made-dnf-host.ts';
import { listedOf } from './origins.ts';
import { packagesRead } from './packages.ts';
import { pendingOf } from './pending.ts';
import { readAnswer } from './program.ts';
import { toldOf } from './propose.ts';
import { readRecords } from './recorded-files.ts';
import { configuredOf } from './repositories.ts';
import { list, shaped } from './shapes.ts';

const FOLDER = join(import.meta.dirname, '../../../test/recordings/dnf-4');
const recorded = (name: string): string => readFileSync(join(FOLDER, `${name}.txt`), 'utf8');

/** As the adapter reads it, with what it holds; `null`: nothing could be said. */
const read = (text: string, reader: (value: unknown) => unknown): unknown => {
  const answer = readAnswer(text);
  return answer === null || 'problem' in answer ? null : shaped(answer.value, reader);
};
const packages = (value: unknown): unknown => {
  const found = packagesRead({ sha256 }, value);
  return found.ok ? found.value.packages : null;
};
const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  read: packages,
  repositories: (value) => list(value, configuredOf),
  pending: (value) => pendingOf(value, { release: '9' }),
  origins: listedOf,
  propose: toldOf,
};

/** How much is said: the number of things in all of its lists. */
const amount = (value: unknown): number => {
  if (Array.isArray(value)) return value.length + value.reduce((sum: number, one) => sum + amount(one), 0);
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, one) => sum + amount(one), 0)
    : 0;
};

it('every answer is recorded, without the place where it was made', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(
    [...Object.keys(READERS), 'owners', 'rpm-files'].map((name) => `${name}.txt`).toSorted(),
  );
  for (const name of readdirSync(FOLDER)) expect(readFileSync(join(FOLDER, name), 'utf8')).not.toMatch(/\/tmp|mirror/);
});

describe('dnf 4', () => {
  it('tells packages with epochs, sources and what is held', () => {
    expect(read(recorded('read'), packages)).toMatchObject([
      { name: 'alone', version: '3.0-1', held: false },
      { name: 'app', version: '1:1.0-1', sourceVersion: '1:1.0-1' },
      { name: 'held', held: true },
      { name: 'lib', state: 'installed' },
    ]);
  });

  it('tells what is pending, and what stays behind and why', () => {
    expect(read(recorded('pending'), READERS['pending'] ?? listedOf)).toMatchObject({
      updates: [
        { name: 'app', from: '1:1.0-1', to: '1:1.1-1', security: true },
        { name: 'new', from: null, security: false },
      ],
      keptBack: [
        { name: 'held', cause: 'held' },
        { name: 'lib', cause: 'dependency' },
      ],
    });
  });

  it('proposes what it would do, with the configuration that was changed here, and says what it cannot', () => {
    expect(read(recorded('propose'), toldOf)).toMatchObject({
      changes: [
        { kind: 'install', name: 'new', automatic: true },
        { kind: 'upgrade', name: 'app' },
      ],
      conffiles: [{ package: 'app', path: '/etc/app.conf' }],
      refused: expect.arrayContaining([expect.objectContaining({ name: 'held', cause: 'held' })]),
    });
  });

  it.each(Object.entries(READERS))('damaged in %s: is refused, or says no less than one thing less', (name, reader) => {
    const text = recorded(name);
    const whole = amount(read(text, reader));
    expect(whole).toBeGreaterThan(0);
    fc.assert(
      fc.property(damagedText(text), (broken) => {
        const found = read(broken, reader);
        // JSON that is still JSON of that form: another letter in a name, one of two equal things, never an empty answer.
        expect(found === null ? whole : amount(found)).toBeGreaterThanOrEqual(whole - 2);
      }),
      { numRuns: 500 },
    );
    for (const cut of [0, 0.25, 0.5, 0.75, 0.99]) expect(read(text.slice(0, text.length * cut), reader)).toBeNull();
  });
});

describe("rpm's files", () => {
  const text = recorded('rpm-files');

  it('are those that are meant to stay as they were', () => {
    expect(readRecords(text)).toEqual([
      {
        package: 'app',
        path: '/usr/share/app/text',
        algorithm: 'sha256',
        hex: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('are refused where a line is none, and never more than there are lines', () => {
    fc.assert(
      fc.property(damagedText(text), (broken) => {
        let found: ReturnType<typeof readRecords>;
        try {
          found = readRecords(broken);
        } catch (error) {
          // Whoever asks says that the files cannot be verified.
          if (!(error instanceof TypeError)) throw error;
          return;
        }
        expect(found.length).toBeLessThanOrEqual(broken.split('\n').length);
        for (const { path, hex } of found) expect([path[0], hex === '']).toEqual(['/', false]);
      }),
      { numRuns: 500 },
    );
  });
});
