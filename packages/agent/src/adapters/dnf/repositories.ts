// The host's repositories as dnf itself understands their files, and who publishes them: whose key signs them (docs/adr/0031).

import type { PackageOrigin, Repository, SystemFacts } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { list, named, record, shaped, text, textOrNull } from './shapes.ts';

export interface DnfRepository {
  readonly id: string;
  readonly uri: string;
  /** Name of whose key it lists first; empty where there is none. */
  readonly publisher: string;
  readonly signedBy: string | null;
  /** Where its keys lie; empty where nothing is checked. */
  readonly keyFiles: readonly string[];
}

export type RepositoryRelease = Pick<SystemFacts, 'release'>;

export const readDnfRepositories = async (context: DnfContext): Promise<Outcome<readonly DnfRepository[]>> => {
  const answer = await askDnf(context, { verb: 'repositories' });
  if ('problem' in answer) return refuse('feed-failed', { source: 'dnf', detail: answer.problem });
  const read = shaped(answer.value, (value) => list(value, repositoryOf));
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

/** Of one without a key it is nobody's: every repository of that id would match it. */
export const originOf = ({ id, publisher }: DnfRepository, { release }: RepositoryRelease): PackageOrigin =>
  publisher === '' ? { origin: '', label: '', codename: '' } : { origin: publisher, label: id, codename: release };

export const inventoryRepository = (
  found: DnfRepository,
  release: RepositoryRelease,
): Omit<Repository, 'lastRefreshedAt' | 'refresh'> => ({
  uri: found.uri,
  suite: found.id,
  components: [],
  ...originOf(found, release),
  signedBy: found.signedBy,
});
