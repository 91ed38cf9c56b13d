// What the repositories of a host must be like: judged by its inventory when it is planned, and by root once more before anything is
// touched. The versions of a plan are known by their digests wherever they come from; what else a source could bring that nobody
// approved (whatever a package manager looks for itself, hooks and settings of its packages) is kept out here.

import type { Repository, RepositoryTrust, SignedPart } from '../inventory/index.ts';
import type { RepositoryRules } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { type Instant, msBetween } from '../time/index.ts';
import type { KnownRepository, PlannedRepositories } from './types.ts';

const MS_OF_HOUR = 3_600_000;
const MS_OF_DAY = 24 * MS_OF_HOUR;

export const hasExpired = ({ keyExpiresAt }: Pick<Repository, 'keyExpiresAt'>, now: Instant): boolean =>
  typeof keyExpiresAt === 'string' && keyExpiresAt <= now;

/** Of one that a list of mirrors leads to no mirror is known before it was read. */
const nameOf = ({ uri, trust }: Repository): string => (uri === '' ? (trust?.address ?? '') : uri);

/** What rules have against one repository, as it is at `now`; `null`: nothing. */
export function reasonAgainstRepository(repository: Repository, rules: RepositoryRules, now: Instant): Reason | null {
  const { signedBy, trust } = repository;
  const name = nameOf(repository);
  if (rules.allow !== undefined && !rules.allow.some((start) => repository.uri.startsWith(start))) {
    return reason('repository-not-allowed', { repository: name });
  }
  if (rules.key === 'required' && signedBy === null) return reason('repository-without-key', { repository: name });
  if (rules.key === 'required' && trust?.checks.length === 0) {
    return reason('repository-unchecked', { repository: name, what: 'packages' });
  }
  return againstKeyEnd(repository, rules, now) ?? againstAge(repository, rules, now);
}

function againstKeyEnd(repository: Repository, rules: RepositoryRules, now: Instant): Reason | null {
  const { keyExpiresAt, refresh } = repository;
  const { key, freshHours, keyDays = 0 } = rules;
  // Nothing more is read from it either, which would be told as merely stale.
  const wantsKey = key === 'required' || keyDays > 0 || (freshHours !== undefined && refresh !== 'fresh');
  if (!wantsKey || typeof keyExpiresAt !== 'string') return null;
  if (hasExpired(repository, now)) {
    return reason('repository-key-expired', { repository: nameOf(repository), expired: keyExpiresAt });
  }
  return msBetween(now, keyExpiresAt) < keyDays * MS_OF_DAY
    ? reason('repository-key-short', { repository: nameOf(repository), expires: keyExpiresAt, days: keyDays })
    : null;
}

function againstAge(repository: Repository, { freshHours }: RepositoryRules, now: Instant): Reason | null {
  const { refresh, lastRefreshedAt } = repository;
  if (freshHours === undefined) return null;
  const isFresh =
    refresh === 'fresh' && lastRefreshedAt !== null && msBetween(lastRefreshedAt, now) <= freshHours * MS_OF_HOUR;
  return isFresh
    ? null
    : reason('repository-stale', {
        repository: nameOf(repository),
        last: lastRefreshedAt ?? 'never',
        hours: freshHours,
      });
}

/** Of repositories that all say whom they trust, in an order of their own: no refresh and no mirror changes it. */
export function knownRepositories(repositories: readonly Repository[]): readonly KnownRepository[] {
  return repositories
    .flatMap(({ suite, components, trust, keyExpiresAt }) =>
      trust === undefined
        ? []
        : [{ ...trust, suite, components, ...(typeof keyExpiresAt === 'string' ? { keyExpiresAt } : {}) }],
    )
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/**
 * What has become of a host's repositories since its plan was made, or what time has done to them; `null`: nothing. One that says
 * nothing of whom it trusts is not among those that were planned.
 */
export function reasonAgainstRepositories(
  { rules, known }: PlannedRepositories,
  found: readonly Repository[],
  now: Instant,
): Reason | null {
  const planned = new Map(known.map((one) => [placeOf(one), one]));
  const here = new Map(found.map((one) => [placeOf({ ...one, address: one.trust?.address ?? one.uri }), one]));
  const added = partBeyond(here, planned);
  if (added !== null) return reason('repository-added', { repository: added });
  const removed = partBeyond(planned, here);
  if (removed !== null) return reason('repository-removed', { repository: removed });
  for (const [place, before] of planned) {
    const one = here.get(place);
    if (one?.trust === undefined) return reason('repository-added', { repository: place });
    const keyExpiresAt = one.keyExpiresAt === undefined ? before.keyExpiresAt : one.keyExpiresAt;
    const asOfNow = { ...one, ...(keyExpiresAt === undefined ? {} : { keyExpiresAt }) };
    const against = againstTrust(place, before, one.trust) ?? reasonAgainstRepository(asOfNow, rules, now);
    if (against !== null) return against;
  }
  return null;
}

type Parts = ReadonlyMap<string, Pick<Repository, 'components'>>;

/** The first repository, or component of one, that only the former have. */
function partBeyond(some: Parts, others: Parts): string | null {
  for (const [place, { components }] of some) {
    const other = others.get(place);
    if (other === undefined) return place;
    const beyond = components.find((component) => !other.components.includes(component));
    if (beyond !== undefined) return `${place} ${beyond}`;
  }
  return null;
}

/** As people write it in a list of sources. */
const placeOf = ({ address, suite }: Pick<KnownRepository, 'address' | 'suite'>): string => `${address} ${suite}`;

const WORDS: Readonly<Record<SignedPart, string>> = { metadata: 'lists', packages: 'packages' };

function againstTrust(place: string, before: KnownRepository, trust: RepositoryTrust): Reason | null {
  const unchecked = before.checks.find((part) => !trust.checks.includes(part));
  if (unchecked !== undefined) {
    return reason('repository-unchecked', { repository: place, what: WORDS[unchecked] });
  }
  const difference = [
    ...trust.keys.filter((key) => !before.keys.includes(key)).map((key) => `${key} is new`),
    ...before.keys.filter((key) => !trust.keys.includes(key)).map((key) => `${key} is gone`),
  ];
  return difference.length === 0
    ? null
    : reason('repository-keys-changed', { repository: place, difference: difference.join(', ') });
}
