// The host's repositories as dnf itself understands their files, and who publishes them: whose key signs them (docs/adr/0031).

import type { PackageOrigin, Repository, SignedPart, SystemFacts } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { readRefreshes } from '../../kept/index.ts';
import { lastExpiry, primaryFingerprints, readKeys } from '../../key-rings/index.ts';
import type { DurableFiles } from '../../ports/index.ts';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { list, named, record, shaped, text, textOrNull, word } from './shapes.ts';

export interface DnfRepository {
  readonly id: string;
  readonly uri: string;
  /** Name of whose key it lists first; empty where there is none. */
  readonly publisher: string;
  readonly signedBy: string | null;
  /** Where its keys lie; empty where nothing is checked. */
  readonly keyFiles: readonly string[];
}

/** With what is taken of it, as its file says. */
export interface ConfiguredRepository extends DnfRepository {
  /** Of metadata, or of a list of mirrors, whichever of them answered. */
  readonly configured: string;
  readonly checks: readonly SignedPart[];
  readonly keys: {
    readonly files: readonly string[];
    /** Of keys that lie on no disk of the host. */
    readonly addresses: readonly string[];
  };
}

export type RepositoryRelease = Pick<SystemFacts, 'release'>;

export const readDnfRepositories = async (context: DnfContext): Promise<Outcome<readonly ConfiguredRepository[]>> => {
  const answer = await askDnf(context, { verb: 'repositories' });
  if ('problem' in answer) return refuse('feed-failed', { source: 'dnf', detail: answer.problem });
  const read = shaped(answer.value, (value) => list(value, configuredOf));
  return read === null ? refuse('feed-failed', { source: 'dnf', detail: 'its answer cannot be read' }) : ok(read);
};

export const repositoryOf = (value: unknown): DnfRepository => {
  const one = record(value);
  return {
    id: named(one['id']),
    uri: text(one['uri']),
    publisher: text(one['publisher']),
    signedBy: textOrNull(one['signedBy']),
    keyFiles: list(one['keyFiles'] ?? [], text),
  };
};

export const configuredOf = (value: unknown): ConfiguredRepository => {
  const one = record(value);
  const keys = record(one['keys']);
  return {
    ...repositoryOf(value),
    configured: text(one['configured']),
    checks: list(one['checks'], (part) => word(part, ['metadata', 'packages'] as const)),
    keys: { files: list(keys['files'], text), addresses: list(keys['addresses'], text) },
  };
};

/** Of one without a key it is nobody's: every repository of that id would match it. */
export const originOf = ({ id, publisher }: DnfRepository, { release }: RepositoryRelease): PackageOrigin =>
  publisher === '' ? { origin: '', label: '', codename: '' } : { origin: publisher, label: id, codename: release };

/** Names what the record of refreshes below `refreshed` says of each. */
export const readInventoryRepositories = async (
  context: DnfContext,
  release: RepositoryRelease,
  { refreshed, files }: { readonly refreshed: string; readonly files: Pick<DurableFiles, 'read'> },
): Promise<Outcome<readonly Repository[]>> => {
  const found = await readDnfRepositories(context);
  if (!found.ok) return found;
  const record = await readRefreshes(refreshed, files);
  const repositories: Repository[] = [];
  for (const repository of found.value) {
    const { configured, checks, keys } = repository;
    // Packages are signed here, by whichever of them.
    const keyExpiresAt = lastExpiry(await readKeys(repository.keyFiles), null);
    const named = [...primaryFingerprints(await readKeys(keys.files)), ...keys.addresses];
    repositories.push({
      uri: repository.uri,
      suite: repository.id,
      components: [],
      ...originOf(repository, release),
      signedBy: repository.signedBy,
      ...(keyExpiresAt === undefined ? {} : { keyExpiresAt }),
      lastRefreshedAt: record[repository.id]?.lastFreshAt ?? null,
      refresh: record[repository.id]?.last ?? 'never',
      trust: { address: configured, checks: checks.toSorted(), keys: named.toSorted() },
    });
  }
  return ok(repositories);
};
