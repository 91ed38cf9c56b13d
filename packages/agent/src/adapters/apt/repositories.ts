// The host's sources as apt itself understands them, with what their signed Release files say.

import type { Repository } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { readStanzas, type Stanza } from './deb822.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';
import { keyExpiries } from './key-expiry.ts';
import { keyringsOf, keyringText } from './signed-by.ts';
import { sourceOptions } from './sources.ts';

export interface Source {
  /** As apt names it while it fetches: `http://deb.example/debian bookworm`. */
  readonly key: string;
  readonly repository: Omit<Repository, 'lastRefreshedAt' | 'refresh'>;
}

/** Every source that is configured, and what is known of those that were ever read. */
export const readSources = async (context: AptContext): Promise<Outcome<readonly Source[]>> => {
  const targets = await readTargets(context);
  if (!targets.ok) return targets;
  const { configured, known } = targets.value;
  const keyrings = await keyringsOf(configured);
  const expiries = await keyExpiries(known, keyrings, context.host.root);
  return ok(
    sourcesOf([...configured, ...known], keyrings).map((source) => {
      const keyExpiresAt = expiries.get(source.key);
      return keyExpiresAt === undefined ? source : { ...source, repository: { ...source.repository, keyExpiresAt } };
    }),
  );
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
    const key = `${field('site')} ${field('release')}`;
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
