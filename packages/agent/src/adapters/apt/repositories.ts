// The host's sources as apt itself understands them, with what their signed Release files say.

import type { Repository } from '@slipway/core/inventory';
import type { KnownRepository } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { readRefreshes } from '../../kept/index.ts';
import type { DurableFiles } from '../../ports/index.ts';
import { readStanzas, type Stanza } from './deb822.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';
import { isNo, keyringText, readEntries } from './signed-by.ts';
import { sourceOptions } from './sources.ts';
import { readSigners, type SignersOf, sourceKey, type TrustedBy, trustOf } from './trust.ts';

export interface Source {
  /** As apt names it while it fetches: `http://deb.example/debian bookworm`. */
  readonly key: string;
  readonly repository: Omit<Repository, 'lastRefreshedAt' | 'refresh'>;
}

/** Every source that is configured, and what is known of those that were ever read. */
export const readSources = async (
  context: AptContext,
  signed: Pick<TrustedBy, 'signersOf' | 'otherwise'> = { signersOf: readSigners, otherwise: 'nobody' },
): Promise<Outcome<readonly Source[]>> => {
  const targets = await readTargets(context);
  if (!targets.ok) return targets;
  const { configured, known } = targets.value;
  const entries = await readEntries(configured);
  const allowed = await allowsUnsigned(context);
  if (!allowed.ok) return allowed;
  const by = { entries, allowsUnsigned: allowed.value, root: context.host.root, ...signed };
  const trusted = await trustOf(configured, by);
  return ok(
    sourcesOf([...configured, ...known], entries.keyrings).map((source) => ({
      ...source,
      repository: { ...source.repository, ...trusted.get(source.key) },
    })),
  );
};

/** The host's repositories, as the record of refreshes below `refreshed` has them. */
export const withRefreshes = async (
  sources: readonly Source[],
  refreshed: string,
  files: Pick<DurableFiles, 'read'>,
): Promise<readonly Repository[]> => {
  const record = await readRefreshes(refreshed, files);
  return sources.map(({ key, repository }) => ({
    ...repository,
    lastRefreshedAt: record[key]?.lastFreshAt ?? null,
    refresh: record[key]?.last ?? 'never',
  }));
};

/**
 * As root finds them now: it has lists of none, and so their publishers stay empty and their signers are those that were told with
 * the plan. When they were refreshed is the word of whoever does that, below `refreshed`.
 */
export const readRepositoriesAgain = async (
  context: AptContext,
  known: readonly Pick<KnownRepository, 'address' | 'suite' | 'signers'>[],
  { refreshed, files }: { readonly refreshed: string; readonly files: Pick<DurableFiles, 'read'> },
): Promise<Outcome<readonly Repository[]>> => {
  const signersOf: SignersOf = async ([target]) => {
    const [address, suite] = [target?.get('repo-uri'), target?.get('release')];
    const signers = known.find((one) => one.address === address && one.suite === suite)?.signers;
    return signers === undefined ? null : new Set(signers);
  };
  const sources = await readSources(context, { signersOf, otherwise: 'any' });
  return sources.ok ? ok(await withRefreshes(sources.value, refreshed, files)) : sources;
};

const allowsUnsigned = async (context: AptContext): Promise<Outcome<boolean>> => {
  const dumped = outputOf(
    await ask(context, [PROGRAMS.aptConfig, ...sourceOptions(context), 'dump', 'APT::Get::AllowUnauthenticated']),
  );
  if ('problem' in dumped) return refuse('feed-failed', { source: 'apt', detail: dumped.problem });
  const value = /^\S+ "(.*)";$/m.exec(dumped.text)?.[1] ?? '';
  return ok(value !== '' && !isNo(value));
};

/** The package indexes that the sources name, and those of them that were ever read, as apt describes both. */
export const readTargets = async (
  context: AptContext,
): Promise<Outcome<{ readonly configured: readonly Stanza[]; readonly known: readonly Stanza[] }>> => {
  // With release information apt leaves out what it has no list of: a source that never answered must not vanish.
  const configured = await indexTargets(context, ['--no-release-info']);
  if (!configured.ok) return configured;
  const known = await indexTargets(context, []);
  return known.ok ? ok({ configured: configured.value, known: known.value }) : known;
};

const indexTargets = async (context: AptContext, options: readonly string[]): Promise<Outcome<readonly Stanza[]>> => {
  const listed = outputOf(
    await ask(context, [
      PROGRAMS.aptGet,
      ...sourceOptions(context),
      ...options,
      'indextargets',
      'Created-By: Packages',
    ]),
  );
  return 'text' in listed
    ? ok(readStanzas(listed.text))
    : refuse('feed-failed', { source: 'apt', detail: listed.problem });
};

/** One source per address and suite; its components and architectures are a target each. Later targets know more. */
export const sourcesOf = (targets: readonly Stanza[], signedBy: ReadonlyMap<string, string>): readonly Source[] => {
  const sources = new Map<string, Source>();
  for (const target of targets) {
    const field = (name: string): string => target.get(name) ?? '';
    const key = sourceKey(target);
    const known = sources.get(key);
    const components = new Set(
      [...(known?.repository.components ?? []), field('component')].filter((one) => one !== ''),
    );
    sources.set(key, {
      key,
      repository: {
        uri: field('repo-uri'),
        suite: field('release'),
        components: [...components].sort(),
        origin: field('origin'),
        label: field('label'),
        codename: field('codename'),
        signedBy: toldKeyring(signedBy.get(field('sourcesentry'))),
      },
    });
  }
  return [...sources.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
};

const toldKeyring = (signedBy: string | undefined): string | null =>
  signedBy === undefined ? null : keyringText(signedBy);
