import type { Repository } from '@slipway/core/inventory';
import { asInstant } from '@slipway/core/time';
import { describeRepositories, type EditedSources } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';
import { simulatedPackages } from './packages.ts';
import { repositoryAt } from './sources.ts';

// As the real apt and dnf tell it (packages/agent/src/adapters/apt/repositories.test.ts).

const NOW = asInstant('2026-03-10T20:00:00.000Z');
const URI = 'https://archive.invalid/debian';
const [KEY, OTHER] = ['A'.repeat(40), 'B'.repeat(40)];

const signed = (keys: readonly string[], more: Partial<Repository['trust']> = {}): Repository => ({
  ...repositoryAt(URI),
  signedBy: '/usr/share/keyrings/archive.gpg',
  keyExpiresAt: asInstant('2040-01-01T00:00:00.000Z'),
  lastRefreshedAt: NOW,
  trust: { address: URI, checks: ['metadata'], keys, ...more },
});

const AFTER: Readonly<Record<EditedSources, readonly Repository[] | null>> = {
  'as-planned': [signed([KEY])],
  'another-beside': [signed([KEY]), repositoryAt('https://other.invalid/debian')],
  none: [],
  'other-key': [signed([OTHER])],
  'another-key-beside': [signed([KEY, OTHER])],
  unchecked: [signed([KEY], { checks: [] })],
  unreadable: null,
};

describeRepositories('the simulated package manager', async () => {
  const { sha256 } = realCrypto;
  const archive = simulatedArchive(sha256, URI);
  const packages = simulatedPackages({
    ...{ time: virtualTime(NOW), archive, sha256, installed: [] },
    onReplaced: () => undefined,
  });
  const edit = async (sources: EditedSources): Promise<void> => {
    const after = AFTER[sources];
    packages.sources.edit(after === null ? null : () => after);
  };
  await edit('as-planned');
  return { observer: packages.observer, executor: packages.executor, now: NOW, edit, dispose: async () => undefined };
});
