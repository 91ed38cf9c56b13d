import type { PackageExecutor, PackageObserver } from '@slipway/agent/ports';
import { knownRepositories, type PlannedRepositories, reasonAgainstRepositories } from '@slipway/core/plan';
import { explain } from '@slipway/core/reasons';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';

/** What somebody makes of a host's sources between its plan and its turn. */
export type EditedSources =
  /** One repository, all of it signed, by a key that is good until {@link KEY_ENDS}. */
  'as-planned' | 'another-beside' | 'none' | 'other-key' | 'another-key-beside' | 'unchecked' | 'unreadable';

/** For a made key, as gpg reads it. */
export const KEY_ENDS = '20400101T000000';
const LAST_DAY = asInstant('2039-12-31T12:00:00.000Z');
const AFTER_IT = asInstant('2040-01-01T00:00:00.000Z');

export interface RepositoriesUnderTest {
  readonly observer: Pick<PackageObserver, 'readRepositories' | 'refreshMetadata'>;
  readonly executor: Pick<PackageExecutor, 'readRepositories'>;
  /** When the observer refreshes. */
  readonly now: Instant;
  /** Begins as planned. */
  readonly edit: (sources: EditedSources) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** What preflight relies on: root finds the repositories that the reporter told, and every difference that would let something else in. */
export const describeRepositories = (name: string, create: () => Promise<RepositoriesUnderTest>): void => {
  const using = async (test: (under: RepositoriesUnderTest, planned: PlannedRepositories) => Promise<void>) => {
    const under = await create();
    try {
      expect(await under.observer.refreshMetadata()).toEqual({ ok: true, value: undefined });
      const told = await under.observer.readRepositories();
      if (!told.ok) throw new Error(explain(told.reason));
      expect(told.value.map(({ trust }) => trust !== undefined && trust.keys.length > 0)).toEqual([true]);
      await test(under, { rules: {}, known: knownRepositories(told.value) });
    } finally {
      await under.dispose();
    }
  };
  const found = async ({ executor, now }: RepositoriesUnderTest, planned: PlannedRepositories, at = now) => {
    const read = await executor.readRepositories(planned.known);
    if (!read.ok) return read.reason;
    return reasonAgainstRepositories(planned, read.value, at);
  };

  describe(`${name} tells root of its repositories`, () => {
    it('what it told the reporter, as often as it is asked', async () =>
      await using(async (under, planned) => {
        expect(await found(under, planned)).toBeNull();
        expect(await found(under, planned)).toBeNull();
        const strict = { ...planned, rules: { freshHours: 1, keyDays: 1 } };
        expect(await found(under, strict)).toBeNull();
      }));

    it.each<[EditedSources, string]>([
      ['another-beside', 'repository-added'],
      ['none', 'repository-removed'],
      ['other-key', 'repository-keys-changed'],
      ['another-key-beside', 'repository-keys-changed'],
      ['unchecked', 'repository-unchecked'],
      ['unreadable', 'feed-failed'],
    ])(
      'that they are %s since',
      async (sources, code) =>
        await using(async (under, planned) => {
          await under.edit(sources);
          expect(await found(under, planned)).toMatchObject({ code });
          await under.edit('as-planned');
          expect(await found(under, planned)).toBeNull();
        }),
    );

    it('which of them is meant, and what of it', async () =>
      await using(async (under, planned) => {
        const [repository] = planned.known;
        const named = { facts: { repository: `${repository?.address} ${repository?.suite}` } };
        await under.edit('other-key');
        const against = await found(under, planned);
        expect(against).toMatchObject(named);
        expect(against?.facts['difference']).toMatch(/^[0-9A-F]{40} is new, [0-9A-F]{40} is gone$/);
        await under.edit('unchecked');
        expect(await found(under, planned)).toMatchObject(named);
      }));

    it('C40: when the key expires that signed what was read last', async () =>
      await using(async (under, planned) => {
        const wanted: PlannedRepositories = { ...planned, rules: { keyDays: 30 } };
        expect(await found(under, planned, LAST_DAY)).toBeNull();
        expect(await found(under, wanted, LAST_DAY)).toMatchObject({ code: 'repository-key-short' });
        const required: PlannedRepositories = { ...planned, rules: { key: 'required' } };
        expect(await found(under, required, LAST_DAY)).toBeNull();
        expect(await found(under, required, AFTER_IT)).toMatchObject({ code: 'repository-key-expired' });
      }));

    it('C14: how long ago the reporter read them, and that it could not', async () =>
      await using(async (under, planned) => {
        const daily: PlannedRepositories = { ...planned, rules: { freshHours: 24 } };
        expect(await found(under, daily, addSeconds(under.now, 24 * 3600))).toBeNull();
        expect(await found(under, daily, addSeconds(under.now, 24 * 3600 + 1))).toMatchObject({
          code: 'repository-stale',
        });
      }));
  });
};
