// The host's sources as apt itself understands them, with what their signed Release files say.

import type { Repository } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { readStanzas, type Stanza } from './deb822.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';
import { keyringsOf } from './signed-by.ts';
import { sourceOptions } from './sources.ts';

export interface Source {
  /** As apt names it while it fetches: `http://deb.example/debian bookworm`. */
  readonly key: string;
  readonly repository: Omit<Repository, 'lastRefreshedAt' | 'refresh'>;
}

/** Every source that is configured, and what is known of those that were ever read. */
export const readSources = async (context: AptContext): Promise<Outcome<readonly Source[]>> => {
  // With release information apt leaves out what it has no list of: a source that never answered must not vanish.
  const all = await indexTargets(context, ['--no-release-info']);
  if (!all.ok) return all;
  const known = await indexTargets(context, []);
  if (!known.ok) return known;
  const signedBy = await keyringsOf(all.value);
  return ok(sourcesOf([...all.value, ...known.value], signedBy));
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
        signedBy: signedBy.get(field('sourcesentry')) ?? null,
      },
    });
  }
  return [...sources.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
};
