import { canonicalise } from '../../document/index.ts';
import { reason } from '../../reasons/index.ts';
import type { CheckerNote } from '../types.ts';
import type { Facts, PlannedHost } from './facts.ts';
import { differs, errorFor, warning } from './notes.ts';

/** Said as early as the planner says it, by a reading of its own. */
const WARNING_MS = 60 * 24 * 3600 * 1000;

/** What the host knew of its repositories, none of it lost on the way, wherever policy has rules for them and the agent reads it. */
export function* checkRepositories({ environment }: Facts, { hostPlan, host }: PlannedHost): Iterable<CheckerNote> {
  const { hostId, repositories } = hostPlan;
  const rules = host?.capabilities.includes('repositories/1') === true ? environment?.repositories : undefined;
  if (rules === undefined) {
    if (repositories !== undefined) yield differs('repositories', 'asked again', 'not asked', hostId);
    return;
  }
  const inRules = Object.entries(rules).filter(([name]) => name !== 'allow');
  const [is, shall] = [canonicalise(repositories?.rules ?? null), canonicalise(Object.fromEntries(inRules))];
  if (is !== shall) yield differs('rules for repositories', is, shall, hostId);
  const lines = (some: readonly object[]): string => some.map(canonicalise).sort().join('\n');
  const had = host?.inventory?.repositories.map(({ suite, components, trust, keyExpiresAt }) => ({
    ...{ ...trust, suite, components },
    ...(keyExpiresAt === undefined || keyExpiresAt === null ? {} : { keyExpiresAt }),
  }));
  const [known, expected] = [lines(repositories?.known ?? []), lines(had ?? [])];
  if (known !== expected) yield differs('repositories', known, expected, hostId);
}

/** Where policy wants a key, one that has expired is none; everywhere else it is known before it is missed. */
export function* checkRepositoryKeys({ environment, input, planned }: Facts): Iterable<CheckerNote> {
  const soon = new Date(Date.parse(input.now) + WARNING_MS).toISOString();
  const expiring = new Map<string, { readonly repository: string; readonly expires: string; hosts: number }>();
  for (const { host } of planned) {
    const own = new Map(
      (host?.inventory?.repositories ?? []).flatMap(({ uri, keyExpiresAt }) =>
        keyExpiresAt === undefined || keyExpiresAt === null ? [] : [[`${uri} ${keyExpiresAt}`, { uri, keyExpiresAt }]],
      ),
    );
    for (const [name, { uri: repository, keyExpiresAt: expires }] of own) {
      if (expires <= input.now && environment?.repositories?.key === 'required' && host !== null) {
        yield errorFor(reason('repository-key-expired', { repository, expired: expires }), host.hostId);
      } else if (expires <= soon) {
        const known = expiring.get(name) ?? { repository, expires, hosts: 0 };
        known.hosts += 1;
        expiring.set(name, known);
      }
    }
  }
  for (const { repository, expires, hosts } of expiring.values()) {
    const days = Math.floor((Date.parse(expires) - Date.parse(input.now)) / (24 * 3600 * 1000));
    yield expires <= input.now
      ? warning(reason('repository-key-expired', { repository, expired: expires }))
      : warning(reason('repository-key-expires', { repository, expires, days, hosts }));
  }
}
